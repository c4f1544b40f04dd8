using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Journal;
using Operon.Runs.History;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>op kill OP_ID</c>, and <c>runs kill RUN</c>: ends a run as Ctrl-C at its terminal would.</summary>
internal static class OpKillCommand
{
    public static Command Build(Surroundings surroundings) => Build("OP_ID", surroundings);

    public static Command Build(string argument, Surroundings surroundings)
    {
        var run = new Argument<string>(argument) { Description = "The id of the run or its beginning, or 'last'" };
        var command = new Command("kill", "End a run that goes on") { run };
        command.SetAction(parsed =>
        {
            if (Kill(parsed.GetRequiredValue(run), parsed.DataDir(), surroundings) is not { } error) return 0;

            // Scripts written for opctl kill what may have ended.
            if (surroundings.IsOpctl) return 0;
            DiagnosticPrinter.Print(error, surroundings);
            return 1;
        });
        return command;
    }

    private static Diagnostic? Kill(string word, string? dataDir, Surroundings surroundings)
    {
        if (!RunsCommand.Find(dataDir, surroundings).TryGet(out var runs, out var error) || !runs.Index.Find(word).TryGet(out var folder, out error)) return error;
        if (RunWriter.TryStop(folder)) return null;
        return new Diagnostic(HistoryRules.NotRunning, $"run {Path.GetFileName(folder)} does not go on") { Fix = "operon runs ls shows how each run ended" };
    }
}
