using Operon.Runs.History;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>Runs as a table.</summary>
internal static class RunTable
{
    private const int ShortId = 8;
    private const int LongestOp = 200;

    public static void Write(IReadOnlyCollection<RunSummary> runs, DateTimeOffset now, TextWriter output)
    {
        // As much of the ids as tells them apart.
        var length = ShortId;
        while (runs.Select(r => r.Id[..length]).Distinct(StringComparer.Ordinal).Count() < runs.Count) length++;

        output.WriteLine($"{"RUN".PadRight(length)}  {"STATE",-10}  {"STARTED",-20}  {"TOOK",7}  OP");
        foreach (var run in runs)
        {
            var started = run.Started is { } time ? RunTimes.Text(time) : "-";
            var took = RunTimes.Text(run.Started, run.State == RunState.Running ? now : run.Ended);
            var op = run.Op is { } named ? VisibleText.Of(named, LongestOp) : "-";
            output.WriteLine($"{run.Id[..length]}  {RunWords.Of(run.State),-10}  {started,-20}  {took,7}  {op}");
        }
    }
}
