using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>
/// Takes runs that wait, all that are ready at one time with one change of each store, and of both at once where they can be (releases,
/// sections 1.4, 3.7).
/// </summary>
/// <param name="work">What it is done with.</param>
internal sealed class Claims(Workspace work)
{
    private readonly Dictionary<Reference, Occupant> waiting = [];

    /// <summary>Runs, and deployments to be done again, that were not taken the last time because others are where they would go.</summary>
    public IReadOnlyDictionary<Reference, Occupant> Waiting => waiting;

    /// <summary>Takes those runs that still can be run.</summary>
    /// <returns>What was taken, the others somebody else has, or something is missing again; and what was taken too slowly, so that somebody else has taken it over.</returns>
    /// <exception cref="StoreFailure">A store cannot be read or written.</exception>
    public Task<(IReadOnlyList<ClaimedRun> Taken, IReadOnlyList<Reference> Lost)> TakeAsync(IReadOnlyList<Reference> runs) => TakeAsync(runs, [], _ => true);

    /// <summary>Takes those runs that still can be run, and adds runs to deployments whose inputs have changed, with the same change.</summary>
    /// <param name="runs">Runs that wait.</param>
    /// <param name="redone">The deployments.</param>
    /// <param name="starts">Which of the added runs are taken too.</param>
    /// <inheritdoc cref="TakeAsync(IReadOnlyList{Reference})"/>
    public async Task<(IReadOnlyList<ClaimedRun> Taken, IReadOnlyList<Reference> Lost)> TakeAsync(IReadOnlyList<Reference> runs, IReadOnlyList<Reference> redone, Func<Reference, bool> starts)
    {
        var taken = new List<ClaimedRun>();
        var added = new List<Reference>();
        var until = work.Now + work.Lease;

        // Where nothing can be taken, as far as is known, nothing is asked of the store.
        waiting.Clear();
        if (runs.Count(r => Waits(work.State.View, r, RunDocument.TaskOf(r))) + redone.Count(d => Waits(work.State.View, d, d)) == runs.Count + redone.Count) return ([], []);

        // Whatever asks for an end meanwhile: who has taken something must know.
        var claimed = await work.UpdateAsync<bool>(TitleOf(runs, redone), (state, intents) =>
        {
            taken.Clear();
            added.Clear();
            waiting.Clear();
            until = work.Now + work.Lease;
            added.AddRange(redone.Where(d => !Waits(state, d, d)).Select(d => Redeployment.Add(state, d, work.Now)).OfType<Reference>());
            taken.AddRange(Take(state, intents, [.. runs, .. added.Where(starts)], until));
            return true;
        }, CancellationToken.None);
        if (!claimed.TryGet(out _, out var failure)) throw new StoreFailure(failure);

        // What it follows from was written with it, and is told first.
        await work.State.SettleAsync();
        foreach (var run in added) work.Observer.StatusChanged(run, "", RunStatus.Pending);
        return await ConfirmAsync(taken, until);
    }

    /// <summary>Tells of runs that were taken, and intends what they deploy where that was not done with the same change.</summary>
    /// <param name="taken">The runs.</param>
    /// <param name="until">How long they are held.</param>
    /// <returns>Those that are not held; and those that somebody else has taken over meanwhile.</returns>
    /// <exception cref="StoreFailure">A store cannot be read or written.</exception>
    public async Task<(IReadOnlyList<ClaimedRun> Taken, IReadOnlyList<Reference> Lost)> ConfirmAsync(IReadOnlyList<ClaimedRun> taken, DateTimeOffset until)
    {
        foreach (var run in taken)
        {
            work.Observer.StatusChanged(run.Reference, run.Before, RunStatus.Running);
            Overtaking.Tell(work, run.GivenUp);
        }

        // Whoever comes after his time looks first whether he still has them.
        var lost = new List<ClaimedRun>();
        if (taken.Count > 0 && work.Now >= until)
        {
            until = work.Now + work.Lease;
            lost.AddRange(await RenewAsync(taken, until));
        }

        List<ClaimedRun> intended = [.. taken.Except(lost).Where(r => !r.IsIntended && IsFirstOfDeployment(r))];
        IReadOnlyList<ClaimedRun>? held;
        while ((held = await IntendAsync(intended, until)) is null)
        {
            until = work.Now + work.Lease;
            lost.AddRange(await RenewAsync([.. taken.Except(lost)], until));
            intended.RemoveAll(lost.Contains);
        }

        if (held.Count > 0) await PutBackAsync(held);
        return ([.. taken.Except(held).Except(lost)], [.. lost.Select(r => r.Reference)]);
    }

    /// <summary>Takes runs that nothing holds, as part of a change. Of releases that would go to the same place the newest does.</summary>
    /// <param name="state">The change.</param>
    /// <param name="intents">The change of what is intended; null: that follows.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="until">How long they are held unless that is put off.</param>
    /// <returns>Those that nobody else has, and that nothing is missing of.</returns>
    public IReadOnlyList<ClaimedRun> Take(StoreTransaction state, StoreTransaction? intents, IReadOnlyList<Reference> runs, DateTimeOffset until)
    {
        var overtaking = new Overtaking(work, state);
        var taken = new Dictionary<Reference, ClaimedRun>();
        foreach (var run in runs.OrderByDescending(ReleaseNumbers.NumberOf))
        {
            if (RunDocument.Find(state, run) is { } found && Hold.Against(state, intents ?? work.Intents.View, run, found) is not null) continue;
            if (Take(state, run, until, overtaking) is not { } claimed) continue;
            var intends = intents is not null && IsFirstOfDeployment(claimed);
            if (intends) Intend(intents!, claimed);
            taken[run] = claimed with { IsIntended = intends };
        }

        return [.. runs.Where(taken.ContainsKey).Select(r => taken[r])];
    }

    private ClaimedRun? Take(StoreTransaction state, Reference run, DateTimeOffset until, Overtaking overtaking)
    {
        var before = RunStatus.Read(state, run);
        if (before is not (RunStatus.Pending or RunStatus.Paused) || ReadyRun.Find(state, run) is not { IsReady: true } ready || Waits(state, run, RunDocument.TaskOf(run))) return null;
        var document = ready.Document.WithLast(ready.Document.Functions[^1] with { Inputs = ready.Inputs.Descriptors });
        state.Set(run, document.ToJson());
        RunStatus.Write(state, run, RunStatus.Running, new Claim(work.Owner, until).ToJson(work.Now));
        return new ClaimedRun(run, before, document, ready.Inputs.Values) { GivenUp = overtaking.Before(run, document) };
    }

    private static bool IsFirstOfDeployment(ClaimedRun run) => run.Document.Functions.Length == 1 && run.Reference.Type == DocumentTypes.Deploy;

    // What is intended follows what is done.
    private static void Intend(StoreTransaction intents, ClaimedRun run)
    {
        var place = TaskDocument.CurrentOf(RunDocument.TaskOf(run.Reference));
        if (run.Document.IsDown) intents.Delete(place);
        else intents.Set(place, new DeploymentIntent(run.Document.Release, run.Document.Entry.Inputs) { Hold = DeploymentIntent.HoldOf(intents, place) }.ToJson());
    }

    private bool Waits(DocumentView state, Reference what, Reference task)
    {
        if (work.IsOriginal || Occupant.Of(state, task) is not { } occupant) return false;
        waiting[what] = occupant;
        return true;
    }

    private static string TitleOf(IReadOnlyList<Reference> runs, IReadOnlyList<Reference> redone) => (runs.Count, redone.Count) switch
    {
        (1, 0) => $"start {runs[0]}",
        (0, 1) => $"redeploy {redone[0]}",
        (_, 0) => $"start {runs.Count} runs",
        (0, _) => $"redeploy {redone.Count} times",
        _ => $"start {runs.Count} runs, redeploy {redone.Count} times",
    };

    // Somebody may have asked for a hold since a run was found: then it waits again, and who
    // asked has seen that it does not run, or will, since he looks after he has written. The store of intents knows no claims: who comes
    // after his time looks first whether he still has them. Null: that is to be done.
    private async Task<IReadOnlyList<ClaimedRun>?> IntendAsync(List<ClaimedRun> runs, DateTimeOffset until)
    {
        var held = new List<ClaimedRun>();
        if (runs.Count == 0) return held;
        var isLate = false;
        var intended = await work.Intents.UpdateAsync<bool>(runs.Count == 1 ? $"intend {runs[0].Reference}" : $"intend {runs.Count} runs", intents =>
        {
            held.Clear();
            isLate = work.Now >= until;
            if (isLate) return false;
            foreach (var run in runs)
            {
                if (Hold.Against(work.State.View, intents, run.Reference, run.Document) is not null) held.Add(run);
                else Intend(intents, run);
            }

            return true;
        }, CancellationToken.None);
        if (!intended.TryGet(out _, out var failure)) throw new StoreFailure(failure);
        return isLate ? null : held;
    }

    // What is somebody else's by now.
    private async Task<IReadOnlyList<ClaimedRun>> RenewAsync(IReadOnlyList<ClaimedRun> runs, DateTimeOffset until)
    {
        IReadOnlyList<ClaimedRun> lost = [];
        var renewed = await work.State.UpdateAsync<bool>("renew", state =>
        {
            lost = [.. runs.Where(r => !Claim.Renew(state, r.Reference, work.Owner, until))];
            return true;
        }, CancellationToken.None);
        return renewed.TryGet(out _, out var failure) ? lost : throw new StoreFailure(failure);
    }

    private async Task PutBackAsync(IReadOnlyList<ClaimedRun> runs)
    {
        var putBack = await work.State.UpdateAsync<bool>(runs.Count == 1 ? $"hold {runs[0].Reference}" : $"hold {runs.Count} runs", state =>
        {
            foreach (var run in runs.Where(r => Claim.Find(state, r.Reference)?.Owner == work.Owner)) RunStatus.Write(state, run.Reference, RunStatus.Pending, Timestamp.Marker(work.Now));
            return true;
        }, CancellationToken.None);
        if (!putBack.TryGet(out _, out var failure)) throw new StoreFailure(failure);
        foreach (var run in runs) work.Observer.StatusChanged(run.Reference, RunStatus.Running, RunStatus.Pending);
    }
}
