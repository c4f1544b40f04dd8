using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Runs.History;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>runs ls</c>: lists runs, the newest first.</summary>
internal static class RunsListCommand
{
    private const int MostProblems = 10;

    public static Command Build(Surroundings surroundings)
    {
        var limit = new Option<int?>("--limit") { Description = "The newest so many only", HelpName = "N" };
        limit.Takes(number => number >= 1, "--limit is a number of runs, from 1 on");
        var format = RunsCommand.FormatOptions();
        var command = new Command("ls", "List runs, the newest first") { limit, format.Json, format.Output };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(limit), parsed.WantsJson(format), parsed.DataDir(), surroundings, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int? limit, bool json, string? dataDir, Surroundings surroundings, CancellationToken cancellation)
    {
        if (!RunsCommand.Find(dataDir, surroundings).TryGet(out var found, out var error)) return RunsCommand.Refused(error, surroundings);
        var problems = new DiagnosticBag();
        var runs = found.Index.List(problems).Take(limit ?? int.MaxValue).ToList();
        if (json) await RunJson.WriteListAsync(runs, surroundings.Output, cancellation);
        else
        {
            await using var text = RunsCommand.Writer(surroundings);
            RunTable.Write(runs, surroundings.Clock.GetUtcNow(), text);
        }

        DiagnosticPrinter.Print(problems, surroundings);
        var damaged = runs.Select(r => r.Problem).OfType<Diagnostic>().ToList();
        DiagnosticPrinter.Print(damaged.Take(MostProblems).Select(d => d with { Severity = DiagnosticSeverity.Warning }), surroundings);
        if (damaged.Count > MostProblems) DiagnosticPrinter.Print(new Diagnostic(HistoryRules.Damaged, $"{damaged.Count - MostProblems} more runs have problems"), surroundings);
        return problems.HasErrors ? 1 : 0;
    }
}
