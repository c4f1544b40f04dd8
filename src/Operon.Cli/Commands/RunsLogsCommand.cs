using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Host.Files;
using Operon.Runs;
using Operon.Runs.Calls;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Cli.Commands;

/// <summary><c>runs logs RUN</c>: what containers wrote, byte for byte.</summary>
internal static class RunsLogsCommand
{
    private const string Out = "out";
    private const string Err = "err";
    private const int MostSuggested = 1000;
    private const int MostNamed = 5;

    public static Command Build(Surroundings surroundings)
    {
        var run = RunsCommand.RunArgument();
        var call = new Option<string?>("--call") { Description = "Only of this call and those inside it: its path, the end of that, or the beginning of its id", HelpName = "PATH_OR_ID" };
        var stream = new Option<string?>("--stream") { Description = "Only standard output (out) or standard error (err)", HelpName = "STREAM" };
        stream.AcceptOnlyFromAmong(Out, Err);
        var tail = new Option<long?>("--tail") { Description = "Only so many lines at the end", HelpName = "N" };
        tail.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is < 0) result.AddError("--tail is a number of lines, from 0 on");
        });
        var command = new Command("logs", "Print what the containers of a run wrote, as they wrote it") { run, call, stream, tail };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(run),
            parsed.GetValue(call),
            parsed.GetValue(stream) switch { Out => OutputKind.Stdout, Err => OutputKind.Stderr, _ => null },
            parsed.GetValue(tail),
            parsed.DataDir(),
            surroundings,
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string word, string? call, OutputKind? stream, long? tail, string? dataDir, Surroundings surroundings, CancellationToken cancellation)
    {
        if (!RunsCommand.Open(word, dataDir, surroundings).TryGet(out var run, out var error)) return RunsCommand.Refused(error, surroundings);
        using (run)
        {
            try
            {
                return await PrintAsync(run, call, stream, tail, surroundings, cancellation);
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                return RunsCommand.Refused(FileFailure.From("copy the output of", run.Folder, e), surroundings);
            }
        }
    }

    private static async Task<int> PrintAsync(RunRecord run, string? call, OutputKind? stream, long? tail, Surroundings surroundings, CancellationToken cancellation)
    {
        HashSet<CallId>? calls = null;
        if (call is not null)
        {
            // Which call is meant, and what is inside it, only the whole run tells.
            run.ReadToEnd();
            if (!Find(run, call).TryGet(out var top, out var error))
            {
                DiagnosticPrinter.Print(run.Problems, surroundings);
                return RunsCommand.Refused(error, surroundings);
            }

            calls = Inside(top);
        }

        using var output = new RunOutput(run, calls, stream);
        await output.CopyToAsync(surroundings.Output, tail, cancellation);
        await surroundings.Output.FlushAsync(cancellation);
        DiagnosticPrinter.Print(run.Problems, surroundings);
        if (output.Missing == 0) return 0;
        var missing = new Diagnostic(HistoryRules.OutputMissing, $"{output.Missing} bytes of output that run {run.Id} tells of are not there")
        {
            Expected = "all files of the run folder, as they were written",
        };
        DiagnosticPrinter.Print(missing, surroundings);
        return 0;
    }

    private static Result<CallNode> Find(RunRecord run, string word)
    {
        var path = word == "." ? "" : word;
        var prefix = word.ToLowerInvariant();
        Func<CallNode, bool>[] ways = [c => c.Path == path, c => c.Step == word, c => word.Length > 0 && c.Id.ToString().StartsWith(prefix, StringComparison.Ordinal)];
        var candidates = ways.Select(way => run.Tree.Calls.Where(way).Take(MostNamed).ToList()).FirstOrDefault(found => found.Count > 0, []);

        return candidates switch
        {
            [var only] => only,
            [] => new Diagnostic(HistoryRules.CallNotFound, $"run {run.Id} has no call '{word}'")
            {
                Expected = "the path of a call, its last step, or the beginning of its id",
                Fix = Suggestion.For(word, run.Tree.Calls.Take(MostSuggested).SelectMany(c => new[] { c.Path, c.Step }).Distinct(StringComparer.Ordinal)) is { Length: > 0 } near ? $"write '{near}'" : $"operon runs show {run.Id} lists its calls",
            },
            _ => new Diagnostic(HistoryRules.Ambiguous, $"several calls of run {run.Id} are '{word}'")
            {
                Notes = [string.Join('\n', candidates.Select(c => $"{c.Id} {c.Path}"))],
                Fix = "write the path, or more of the id",
            },
        };
    }

    private static HashSet<CallId> Inside(CallNode top)
    {
        var inside = new HashSet<CallId>();
        var open = new Stack<CallNode>([top]);
        while (open.TryPop(out var call))
        {
            inside.Add(call.Id);
            foreach (var child in call.Children) open.Push(child);
        }

        return inside;
    }
}
