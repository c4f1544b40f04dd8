using Operon.Journal;
using Operon.Runs.Calls;
using Operon.Runs.Events;

namespace Operon.Runs.History;

/// <summary>
/// Counts what a run records while it goes on, so that it can leave its summary for lists when it ends, without reading its journal
/// again. What it writes is what the fold of the events says, because every call that began has ended when the root has. Thread-safe.
/// </summary>
public sealed class RunTally
{
    private readonly int[] outcomes = new int[Enum.GetValues<CallOutcome>().Length];
    private CallStarted? begun;
    private DateTimeOffset begunAt;
    private CallEnded? ended;
    private DateTimeOffset endedAt;

    /// <summary>Takes note of an event that was appended.</summary>
    /// <param name="happened">The event, as it was recorded.</param>
    /// <param name="journal">Where. Nothing else is appended at the same time as the beginning or the end of the root.</param>
    public void Add(RunEvent happened, RunFolder journal)
    {
        if (happened is CallEnded end) Interlocked.Increment(ref outcomes[(int)end.Outcome]);
        switch (happened)
        {
            case CallStarted { Parent: null } root:
                (begun, begunAt) = (root with { Details = default }, journal.LastTimestamp);
                break;
            case CallEnded { Parent: null } root:
                (ended, endedAt) = (root with { Outputs = default }, journal.LastTimestamp);
                break;
        }
    }

    /// <summary>Writes the summary of the run. Does nothing for a run whose end is not recorded, or that somebody goes on with.</summary>
    /// <param name="run">The run, which has been closed and lacks nothing.</param>
    public void Leave(RunFolder run)
    {
        // What an earlier writer recorded was not counted here.
        if (ended is null || run.Epoch > 1 || JournalStamp.Of(run.Path) is not { HasWriter: false } stamp) return;
        var summary = new RunSummary(Path.GetFileName(run.Path), run.Path, ended.Outcome switch
        {
            CallOutcome.Failed => RunState.Failed,
            CallOutcome.Killed => RunState.Killed,
            _ => RunState.Succeeded,
        })
        {
            Op = begun?.Op ?? ended.Op,
            Started = begun is null ? endedAt : begunAt,
            Ended = endedAt,
            Calls = new CallCounts(0, Of(CallOutcome.Succeeded), Of(CallOutcome.Failed), Of(CallOutcome.Killed), Of(CallOutcome.Skipped)),
            Cause = RunSummary.CauseOf(ended.Error),
        };
        SummaryFile.Write(summary, stamp);
    }

    private int Of(CallOutcome outcome) => Volatile.Read(ref outcomes[(int)outcome]);
}
