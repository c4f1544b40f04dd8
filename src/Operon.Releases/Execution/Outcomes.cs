using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>
/// Tells how runs ended, all that did at nearly one time with one change (releases, section 1.4), and together with what follows from it where that
/// comes at once.
/// </summary>
/// <param name="work">What it is done with.</param>
internal sealed class Outcomes(Workspace work)
{
    // Nobody loses much by so short a time, and most of what follows comes within it.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    private readonly List<Task<IReadOnlyList<Reference>>> open = [];

    /// <summary>Whether one of those that were written has failed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Begins to tell them. The store shows them from now on, though they are not written yet.</summary>
    public void Tell(IReadOnlyList<RunOutcome> outcomes)
    {
        var writing = WriteAsync(outcomes);
        open.Add(writing);
        List<RunOutcome> known = [.. outcomes.Where(o => o.End is RunEnd.Complete or RunEnd.Failed)];
        work.State.Anticipate(state => known.ForEach(o => Preview(state, o)), writing);
        _ = FlushInTimeAsync(writing);
    }

    /// <summary>Waits until all that were told are written.</summary>
    /// <returns>The runs of which nothing was written, because somebody else has them now.</returns>
    /// <exception cref="StoreFailure">A store cannot be read or written.</exception>
    public async Task<IReadOnlyList<Reference>> SettleAsync()
    {
        if (open.Count == 0) return [];
        work.State.Flush();
        Task<IReadOnlyList<Reference>>[] told = [.. open];
        open.Clear();
        return [.. (await Task.WhenAll(told)).SelectMany(l => l)];
    }

    /// <summary>Shows one where it is only looked at.</summary>
    public void Preview(StoreTransaction state, RunOutcome outcome)
    {
        if (outcome.End is RunEnd.Complete or RunEnd.Failed && Claim.Find(state, outcome.Run)?.Owner == work.Owner) Write(state, outcome);
    }

    private async Task FlushInTimeAsync(Task writing)
    {
        using var early = new CancellationTokenSource();
        if (await Task.WhenAny(writing, Task.Delay(LongestWait, work.Time, early.Token)) == writing) await early.CancelAsync();
        else work.State.Flush();
    }

    private async Task<IReadOnlyList<Reference>> WriteAsync(IReadOnlyList<RunOutcome> outcomes)
    {
        List<Reference> lost = [.. outcomes.Where(o => o.End == RunEnd.Lost).Select(o => o.Run)];
        List<RunOutcome> told = [.. outcomes.Where(o => o.End is RunEnd.Complete or RunEnd.Failed or RunEnd.Stopped)];
        var written = new List<(RunOutcome Outcome, string Status)>();
        if (told.Count == 0) return lost;

        // What is known is told to its end, whatever asks for an end meanwhile.
        var refused = await work.State.ChangeLaterAsync(told.Count == 1 ? $"{told[0].End} {told[0].Run}".ToLowerInvariant() : $"end {told.Count} runs", state =>
        {
            written.Clear();
            foreach (var outcome in told.Where(o => Claim.Find(state, o.Run)?.Owner == work.Owner)) written.Add(Write(state, outcome));
            return null;
        }, CancellationToken.None);
        if (refused is not null) throw new StoreFailure(refused);
        foreach (var (outcome, status) in written)
        {
            HasFailed |= status == RunStatus.Failed;
            work.Observer.StatusChanged(outcome.Run, RunStatus.Running, status);
            if (status == RunStatus.Cancelled) Overtaking.Tell(work, outcome.Run, Cancellation.Find(work.State.View, outcome.Run));
            if (outcome.Failure is { } failure) work.Observer.Failed(outcome.Run, failure);
        }

        return [.. lost, .. told.Select(o => o.Run).Except(written.Select(w => w.Outcome.Run))];
    }

    // What cannot be written as it came out, such as a tag where there is a document, has failed.
    private (RunOutcome Outcome, string Status) Write(StoreTransaction state, RunOutcome outcome)
    {
        var own = new StoreTransaction(state);
        try
        {
            var status = WriteOne(own, outcome);
            state.Absorb(own);
            return (outcome, status);
        }
        catch (StoreFailure failure) when (outcome.End == RunEnd.Complete)
        {
            return Write(state, outcome with { End = RunEnd.Failed, Done = null, Failure = failure.Diagnostic });
        }
    }

    private string WriteOne(StoreTransaction state, RunOutcome outcome)
    {
        var run = outcome.Run;
        if (outcome.End == RunEnd.Stopped) return Takeover.PutBack(state, run, work, outcome.Lines) ?? RunStatus.Pending;
        var status = outcome.Done is null ? RunStatus.Failed : RunStatus.Complete;
        var ended = outcome.Done is not { } done ? outcome.Document : outcome.Document with
        {
            Output = (JsonValue?)done.Outputs ?? JsonNull.Instance,
            WatchFiles = done.WatchFiles is { } files ? new JsonArray([.. files.Select(f => (JsonValue)f)]) : JsonNull.Instance,
        };
        Takeover.AddLogs(state, run, outcome.Lines);
        state.Set(run, ended.ToJson());
        RunStatus.Write(state, run, status, Timestamp.Marker(work.Now));
        if (outcome.Done is not null) WriteResult(state, run, ended, outcome.Done.Tags);
        return status;
    }

    private static void WriteResult(StoreTransaction state, Reference run, RunDocument ended, ImmutableArray<string> tags)
    {
        foreach (var tag in tags) state.Link(ended.Release with { Release = tag }, ended.Release);
        var task = RunDocument.TaskOf(run);
        var current = TaskDocument.CurrentOf(task);
        var type = ended.IsIntended ? RunTypes.Intended : ended.Type;
        state.Set(task, new TaskDocument(run, type, ended.Release, ended.Entry.Inputs, ended.Output).ToJson());
        if (!ended.IsDown)
        {
            state.Link(current, task);
        }
        else if (state.Load(current.ToString()) is { IsLink: true })
        {
            state.Delete(current);
        }
    }
}
