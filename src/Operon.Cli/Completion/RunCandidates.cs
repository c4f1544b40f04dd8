using Operon.Cli.Commands;
using Operon.Cli.Terminal;
using Operon.Runs.History;

namespace Operon.Cli.Completion;

/// <summary>Runs: <c>last</c>, and the beginnings of ids, the newest first. Commands that end runs get those that go on, <c>runs rm</c> those that do not.</summary>
internal static class RunCandidates
{
    private const int MostShown = 100;

    public static IEnumerable<Candidate> Find(string word, CompletionContext context)
    {
        if (word.Contains('/', StringComparison.Ordinal)) return PathCandidates.Find(word, context, hasFiles: false);
        if (!RunsCommand.Find(context.DataDir, context.Surroundings).TryGet(out var runs, out _)) return [];
        bool? isLive = context.Command.Split(' ')[^1] switch { "kill" or "attach" => true, "rm" => false, _ => null };
        var found = runs.Index.Newest(word, MostShown, () => context.Deadline.HasPassed).Where(r => isLive is null || r.Run.IsLive == isLive).ToList();
        var last = found.Count == 0 || isLive is not null ? Enumerable.Empty<Candidate>() : [new Candidate(RunIndex.Last, "the run that began last")];
        return found.Select(r => new Candidate(r.Id, Description(r.Run, context))).Concat(last);
    }

    private static string? Description(RunSummary run, CompletionContext context)
    {
        if (!context.IsDescribed) return null;
        var state = run.State == RunState.Unreadable ? null : RunWords.Of(run.State);
        var time = run.Started is { } started ? RunTimes.Text(started) : null;
        return string.Join(", ", new[] { OneLine.Of(run.Op), state, time }.OfType<string>());
    }
}
