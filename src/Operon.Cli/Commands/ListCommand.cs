using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Content.Locations;
using Operon.Engine.Sources;
using Operon.Host.Files;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>ls [DIR_REF]</c>: lists the ops in and below a directory. One that is not valid is listed too, and fails the command.</summary>
internal static class ListCommand
{
    private const string OpFile = "op.yml";

    public static Command Build(Surroundings surroundings)
    {
        var reference = new Argument<string?>("DIR_REF") { Description = "The directory: looked up below .opspec, then below the working directory; without it .opspec, or else the working directory", Arity = ArgumentArity.ZeroOrOne };
        var format = RunsCommand.FormatOptions();
        var command = new Command("ls", "List ops") { reference, format.Json, format.Output, VersionCommand.Option() };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(reference), parsed.WantsJson(format), surroundings, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? reference, bool json, Surroundings surroundings, CancellationToken cancellation)
    {
        if (!Folder(reference, surroundings).TryGet(out var folder, out var error))
        {
            DiagnosticPrinter.Print(error, surroundings);
            return 1;
        }

        var problems = new DiagnosticBag();
        var loader = OpLookup.Loader(surroundings);
        var ops = Find(folder, problems).Select(f => Listed(f, loader, surroundings, problems)).OrderBy(o => o.Reference, StringComparer.Ordinal).ToList();
        if (json) await OpList.WriteJsonAsync(ops, surroundings.Output, cancellation);
        else
        {
            await using var text = RunsCommand.Writer(surroundings);
            OpList.WriteTable(ops, text);
        }

        DiagnosticPrinter.Print(problems.InSourceOrder(), surroundings);
        return problems.HasErrors ? 1 : 0;
    }

    private static Result<string> Folder(string? reference, Surroundings surroundings)
    {
        if (reference is null)
        {
            var usual = Path.Combine(surroundings.WorkingDirectory, OpLookup.Folder);
            return Directory.Exists(usual) ? usual : surroundings.WorkingDirectory;
        }

        if (!OpLookup.FindPath(reference, surroundings).TryGet(out var found, out var error)) return error;
        return Directory.Exists(found.ToString()) ? found.ToString()! : new Diagnostic(CliRules.OpNotFound, $"'{reference}' is not a directory") { Expected = "a directory with ops in it" };
    }

    // Links are not followed, so that none leads out or round in circles.
    private static List<string> Find(string folder, DiagnosticBag problems)
    {
        var found = new List<string>();
        var open = new Stack<string>([folder]);
        while (open.TryPop(out var at))
        {
            try
            {
                foreach (var entry in new DirectoryInfo(at).EnumerateFileSystemInfos())
                {
                    if (entry is DirectoryInfo { LinkTarget: null }) open.Push(entry.FullName);
                    else if (entry.Name == OpFile && entry is FileInfo) found.Add(at);
                }
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                problems.Add(FileFailure.From("read", at, e));
            }
        }

        return found;
    }

    private static ListedOp Listed(string folder, OpLoader loader, Surroundings surroundings, DiagnosticBag problems)
    {
        var below = Path.GetRelativePath(surroundings.WorkingDirectory, folder);
        var shown = below.StartsWith(OpLookup.Folder + "/", StringComparison.Ordinal) ? below[(OpLookup.Folder.Length + 1)..] : below;

        // What is only doubtful about an op.yml is for validate to tell.
        var of = new DiagnosticBag();
        var op = loader.Load(new LocalLocation(folder), null, of);
        problems.AddRange(of.Where(p => p.Severity == DiagnosticSeverity.Error));
        return new ListedOp(shown, op?.Declaration.Description, IsValid: op is not null && !of.HasErrors);
    }
}
