using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>Takes runs that wait, all that are ready at one time with one change of each store (releases, sections 1.4, 3.7).</summary>
/// <param name="work">What it is done with.</param>
internal sealed class Claims(Workspace work)
{
    /// <summary>Takes those runs that still can be run.</summary>
    /// <returns>What was taken; the others somebody else has, or something is missing again.</returns>
    /// <exception cref="StoreFailure">A store cannot be read or written.</exception>
    public async Task<IReadOnlyList<ClaimedRun>> TakeAsync(IReadOnlyList<Reference> runs)
    {
        var taken = new List<ClaimedRun>();

        // Whatever asks for an end meanwhile: who has taken something must know.
        var claimed = await work.State.UpdateAsync<bool>(runs.Count == 1 ? $"start {runs[0]}" : $"start {runs.Count} runs", state =>
        {
            taken.Clear();
            taken.AddRange(runs.Select(r => Take(state, r)).OfType<ClaimedRun>());
            return true;
        }, CancellationToken.None);
        if (!claimed.TryGet(out _, out var failure)) throw new StoreFailure(failure);
        foreach (var run in taken) work.Observer.StatusChanged(run.Reference, run.Before, RunStatus.Running);
        var held = await IntendAsync([.. taken.Where(r => r.Document.Functions.Length == 1 && r.Reference.Type == DocumentTypes.Deploy)]);
        if (held.Count > 0) await PutBackAsync(held);
        return [.. taken.Except(held)];
    }

    private ClaimedRun? Take(StoreTransaction state, Reference run)
    {
        var before = RunStatus.Read(state, run);
        if (before is not (RunStatus.Pending or RunStatus.Paused) || ReadyRun.Find(state, run) is not { IsReady: true } ready) return null;
        var document = ready.Document.WithLast(ready.Document.Functions[^1] with { Inputs = ready.Inputs.Descriptors });
        state.Set(run, document.ToJson());
        RunStatus.Write(state, run, RunStatus.Running, new Claim(work.Owner, work.Now + work.Lease).ToJson(work.Now));
        return new ClaimedRun(run, before, document, ready.Inputs.Values);
    }

    // What is intended follows what is done. Somebody may have asked for a hold since a run was found: then it waits again, and who
    // asked has seen that it does not run, or will, since he looks after he has written.
    private async Task<IReadOnlyList<ClaimedRun>> IntendAsync(IReadOnlyList<ClaimedRun> runs)
    {
        var held = new List<ClaimedRun>();
        if (runs.Count == 0) return held;
        var intended = await work.Intents.UpdateAsync<bool>(runs.Count == 1 ? $"intend {runs[0].Reference}" : $"intend {runs.Count} runs", intents =>
        {
            held.Clear();
            foreach (var run in runs)
            {
                var place = TaskDocument.CurrentOf(RunDocument.TaskOf(run.Reference));
                if (Hold.Against(work.State.View, intents, run.Reference, run.Document) is not null) held.Add(run);
                else if (run.Document.IsDown) intents.Delete(place);
                else intents.Set(place, new DeploymentIntent(run.Document.Release, run.Document.Entry.Inputs) { Hold = DeploymentIntent.Find(intents, place)?.Hold }.ToJson());
            }

            return true;
        }, CancellationToken.None);
        return intended.TryGet(out _, out var failure) ? held : throw new StoreFailure(failure);
    }

    private async Task PutBackAsync(IReadOnlyList<ClaimedRun> runs)
    {
        var putBack = await work.State.UpdateAsync<bool>(runs.Count == 1 ? $"hold {runs[0].Reference}" : $"hold {runs.Count} runs", state =>
        {
            foreach (var run in runs) RunStatus.Write(state, run.Reference, RunStatus.Pending, Timestamp.Marker(work.Now));
            return true;
        }, CancellationToken.None);
        if (!putBack.TryGet(out _, out var failure)) throw new StoreFailure(failure);
        foreach (var run in runs) work.Observer.StatusChanged(run.Reference, RunStatus.Running, RunStatus.Pending);
    }
}
