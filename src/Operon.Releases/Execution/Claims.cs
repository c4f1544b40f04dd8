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
        await IntendAsync([.. taken.Where(r => r.Document.Functions.Length == 1 && r.Reference.Type == DocumentTypes.Deploy)]);
        return taken;
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

    // What is intended follows what is done.
    private async Task IntendAsync(IReadOnlyList<ClaimedRun> runs)
    {
        if (runs.Count == 0) return;
        await work.Intents.UpdateAsync<bool>(runs.Count == 1 ? $"intend {runs[0].Reference}" : $"intend {runs.Count} runs", intents =>
        {
            foreach (var run in runs)
            {
                var place = TaskDocument.CurrentOf(RunDocument.TaskOf(run.Reference));
                if (run.Document.IsDown) intents.Delete(place);
                else intents.Set(place, new DeploymentIntent(run.Document.Release, run.Document.Entry.Inputs) { Hold = DeploymentIntent.Find(intents, place)?.Hold }.ToJson());
            }

            return true;
        }, CancellationToken.None);
    }
}
