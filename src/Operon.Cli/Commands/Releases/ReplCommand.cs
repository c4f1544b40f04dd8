using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Cli.Terminal.Releases;
using Operon.Host;
using Operon.Releases.Checkouts;
using Operon.Releases.Sdk;
using Operon.Text;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>repl</c>: evaluates an expression with the names of package files, or statements that are typed.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ReplCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var file = new Argument<string?>("FILE") { Description = "A package file, whose globals are known too", Arity = ArgumentArity.ZeroOrOne };
        var expression = new Option<string?>("--command", "-c") { Description = "An expression, instead of a prompt", HelpName = "EXPRESSION" };
        var command = new Command("repl", "Evaluate what is typed, or an expression, with the names of package files") { file, expression };
        command.SetAction((parsed, _) => ReleaseContext.ReadAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, parsed.GetValue(file), parsed.GetValue(expression), parsed.DataDir(), surroundings, stop)));
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, string? file, string? expression, string? dataDir, Surroundings surroundings, CancellationToken stop)
    {
        PackageConfiguration? package;
        if (file is null)
        {
            if (!session.WithoutFile(stop).TryGet(out package, out var failure)) return failure;
        }
        else
        {
            if (!session.Parse(file).TryGet(out var reference, out var failure)) return failure;
            ReleaseContext.Write(surroundings, $"Loading file: {file}");
            var packages = session.PackagesPrintingTo(line => ReleaseContext.Write(surroundings, $"[{file}] {line.Message}"));
            if (!(await packages.LoadAsync(reference.Package, stop)).TryGet(out package, out failure)) return failure;
            ReleaseContext.Write(surroundings, "File loaded successfully");
        }

        if (expression is null) return Converse(session, package, dataDir, surroundings);
        ReleaseContext.Write(surroundings, $"Executing: {expression}");
        if (!package.Evaluate(expression, line => ReleaseContext.Write(surroundings, line.Message), stop).TryGet(out var value, out var wrong)) return wrong;
        if (value.IsNone)
        {
            ReleaseContext.Write(surroundings, "Command executed successfully");
            return 0;
        }

        ReleaseContext.Write(surroundings, "Result:");
        ReleaseContext.Write(surroundings, session.Surroundings.Secrets.Mask(ValueTree.Of(value)));
        return 0;
    }

    private static Result<int> Converse(ReleaseSession session, PackageConfiguration package, string? dataDir, Surroundings surroundings)
    {
        if (!DataDirectory.Choose(dataDir, surroundings.Variable, surroundings.WorkingDirectory).TryGet(out var data, out var failure)) return failure;
        var prompt = package.Prompt(line => ReleaseContext.Write(surroundings, line.Message));
        new PromptLoop(prompt.Completions, LineHistory.Load(data.StarlarkHistory), surroundings).Run((text, stop) =>
        {
            if (!prompt.Run(text, stop).TryGet(out var value, out var wrong)) DiagnosticPrinter.Print(wrong, surroundings);
            else if (!value.IsNone) ReleaseContext.Write(surroundings, session.Surroundings.Secrets.Mask(ValueTree.Of(value)));
        });
        return 0;
    }
}
