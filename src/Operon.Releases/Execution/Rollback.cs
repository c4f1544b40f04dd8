using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;
using Operon.Text.Spelling;

namespace Operon.Releases.Execution;

/// <summary>
/// Brings an earlier release of a package back to an environment, and keeps it there: what is intended, with a hold, is written first, so
/// that whatever else is under way sees it before it starts.
/// </summary>
/// <param name="work">What it is done with.</param>
/// <param name="checkouts">Makes a checkout of the commit of the release.</param>
/// <param name="place">The link to what is deployed: <c>PACKAGE/@/deploy/ENVIRONMENT</c>.</param>
public sealed class Rollback(Workspace work, ICheckouts checkouts, Reference place)
{
    // How long somebody who has seen the hold may take to put back what he has taken.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Goes back.</summary>
    /// <param name="to">The release to go to; null: the one that was there before the current one.</param>
    /// <param name="by">Who wants it, for the hold.</param>
    /// <param name="cancellation">Ends it; what was written stays, and the same command goes on from there.</param>
    /// <returns>How it went, or why it cannot be done.</returns>
    public async Task<Result<RollbackResult>> RunAsync(Reference? to, string by, CancellationToken cancellation)
    {
        if (Check(work.State.View) is { } refused) return refused;
        var before = new Deployment(work.State.View, place).Current?.Release;
        if (!Target(work.State.View, to, before).TryGet(out var target, out var failure)) return failure;
        if (await RunningAsync(target.Release, cancellation) is { } running) return running;
        if (target.Release != before && await LookAsync(target.Release, cancellation) is { } unavailable) return unavailable;
        if (!(await HoldAsync(target, by, cancellation)).TryGet(out var intended, out failure)) return failure;

        // Who started before the hold was written is seen now; who starts from now on sees the hold.
        await WaitForThoseWhoGiveUpAsync(intended, cancellation);
        if (await RunningAsync(target.Release, cancellation) is { } meanwhile) return meanwhile;
        if (await new IntentApplication(work).ApplyAsync(place, cancellation) is { } unapplied) return unapplied;
        if (!(await DeployAsync(target.Release, cancellation)).TryGet(out var run, out failure)) return failure;
        var hold = Hold.Find(work.State.View, work.Intents.View, place) ?? throw new StoreFailure(DocumentView.NotFound(place));
        return new RollbackResult(place, before, target.Release, run, run is null ? RunStatus.Complete : RunStatus.Read(work.State.View, run), hold);
    }

    /// <summary>Ends the hold. Of the runs that waited for nothing else, only that of the newest release stays; the others are cancelled.</summary>
    /// <param name="favoured">The release that takes the place of all earlier ones; null: the newest that waits.</param>
    /// <param name="cancellation">Ends it; what was written stays.</param>
    /// <returns>The hold that was ended, null where there was none; and the runs that can go on.</returns>
    public async Task<Result<(Hold? Ended, IReadOnlyList<Reference> Waiting)>> LiftAsync(Reference? favoured, CancellationToken cancellation)
    {
        if (Check(work.State.View) is { } refused) return refused;
        var state = work.State.View;
        Hold? ended = null;
        var lifted = await work.Intents.UpdateAsync<bool>($"end the hold of {place}", intents =>
        {
            ended = Hold.Find(state, intents, place);
            if (ended is null || DeploymentIntent.Find(intents, place) is not { } intent) return false;
            intents.Set(place, (intent with { Hold = null }).ToJson());
            return true;
        }, cancellation);
        if (!lifted.TryGet(out _, out var failure)) return failure;
        if (ended is null) return (null, []);
        IReadOnlyList<Reference> waiting = [];
        var cancelled = new List<Reference>();
        var done = await work.State.UpdateAsync<bool>($"cancel what {place} has left behind", transaction =>
        {
            cancelled.Clear();
            var held = ReadyRun.Waiting(transaction).Where(r => r.IsReady && IsHere(r.Reference) && !r.Document.IsDown && r.Document.Release != ended.Release).ToList();
            var newest = favoured ?? held.Select(r => r.Document.Release).MaxBy(ReleaseNumbers.NumberOf);
            foreach (var old in held.Where(r => ReleaseNumbers.NumberOf(r.Document.Release) < ReleaseNumbers.NumberOf(newest!)))
            {
                cancelled.AddRange(Overtaking.GiveUp(transaction, old.Reference, new Cancellation(EnvironmentDocument.Of(place.Subpath), newest), work.Now).Select(g => g.Run));
            }

            waiting = [.. held.Select(r => r.Reference).Except(cancelled)];
            return true;
        }, cancellation);
        if (!done.TryGet(out _, out failure)) return failure;
        foreach (var run in cancelled) work.Observer.StatusChanged(run, RunStatus.Pending, RunStatus.Cancelled);
        return (ended, waiting);
    }

    private bool IsHere(Reference run) => run.Package == place.Package && run.Type == DocumentTypes.Deploy && RunDocument.TaskOf(run).Subpath == place.Subpath;

    private Diagnostic? Check(DocumentView state)
    {
        var releases = ReleaseNumbers.Of(state, place.Package);
        if (releases.Count == 0) return DocumentView.NotFound(place.Package) with { Message = $"{place.Package} has no release", Fix = $"make one: operon release new {place.Path}; operon release ls lists those there are" };
        if (new Deployment(state, place).Current is not null) return null;
        var declared = ReleaseDocument.Find(state, releases[^1])?.Tasks.Where(t => t.IsDeployment).Select(t => t.Name).ToList() ?? [];
        if (declared.Contains(place.Subpath)) return null;
        return new Diagnostic(RolloutRules.NoDeployment, $"{place.Package} is not deployed to '{place.Subpath}'")
        {
            Expected = declared.Count == 0 ? "an environment that its newest release is deployed to, of which there is none" : $"one of: {string.Join(", ", declared)}",
            Fix = Suggestion.For(place.Subpath, declared) is { } near ? $"write --env {near}" : declared.Count == 0 ? $"see what it does: operon release show {place.Path}" : null,
        };
    }

    // The release, and what it was deployed with.
    private Result<PastDeployment> Target(DocumentView state, Reference? to, Reference? current)
    {
        var past = PastDeployment.All(state, place);
        if (to is null)
        {
            var underway = Hold.Find(state, work.Intents.View, place) is { } hold && hold.Release != current ? hold.Release : null;
            to = underway ?? (current is null ? past is [.., var last] ? last.Release : null : PastDeployment.Before(past, current));
            if (to is null) return NoEarlier(past, current);
        }

        if (to.Package != place.Package) return new Diagnostic(RolloutRules.OtherPackage, $"{to} is no release of {place.Package}") { Expected = "a release of the package: r2, a tag, or its whole reference" };
        if (!Reference.Parse(state.Resolve(to.ToString())).TryGet(out var release, out _) || ReleaseDocument.Find(state, release) is null)
        {
            return DocumentView.NotFound(to) with { Fix = $"look at what was deployed: operon release ls {place.Path}" };
        }

        if (past.LastOrDefault(d => d.Release == release) is { } target) return target;
        return new Diagnostic(RolloutRules.NeverDeployed, $"{release} was never deployed to {place.Subpath}")
        {
            Expected = past.Count == 0 ? "one that was, and none was" : $"one that was: {Names(past)}",
            Fix = $"go to one of those, or deploy the release: operon release continue {release.Path}/@{release.Release}",
        };
    }

    private Diagnostic NoEarlier(IReadOnlyList<PastDeployment> past, Reference? current)
    {
        var others = past.Where(d => d.Release != current).ToList();
        return new Diagnostic(RolloutRules.NoEarlierRelease, current is null ? $"nothing was ever deployed to {place.Subpath}" : $"{current.Release} is the first release that was deployed to {place.Subpath}: there is none to go back to")
        {
            Fix = others.Count == 0 ? null : $"name another that was there, by --to: {Names(others)}",
        };
    }

    private static string Names(IEnumerable<PastDeployment> past) => string.Join(", ", past.Select(d => d.Release.Release).Distinct());

    // What is left of processes that have ended is in nobody's way.
    private async Task<Diagnostic?> RunningAsync(Reference target, CancellationToken cancellation)
    {
        await new Takeover(work).RunAsync(null, cancellation);
        var state = work.State.View;
        if (RunStatus.RunsOf(state, RunStatus.Running).FirstOrDefault(IsHere) is not { } run) return null;
        return new Diagnostic(RolloutRules.DeploymentRuns, $"{run} is running")
        {
            Expected = "no deployment to the same environment at the same time",
            Fix = $"wait for its end: operon release show {run.Path}/@{run.Release} --follow; then give the command again{(RunDocument.Find(state, run)?.Release == target ? "" : "; a hold that it has written is kept")}",
        };
    }

    // A hold without its deployment would be carried out by whoever comes next.
    private async Task<Diagnostic?> LookAsync(Reference release, CancellationToken cancellation)
    {
        var commit = ReleaseDocument.Find(work.State.View, release)!.Commit;
        return place.Repository == work.Repository && commit == work.Commit ? null : await checkouts.LookAsync(place.Repository, commit, cancellation);
    }

    // Who has taken a run, and not yet intended what it deploys, puts it back as soon as he sees the hold.
    private async Task WaitForThoseWhoGiveUpAsync(Reference? intended, CancellationToken cancellation)
    {
        var since = work.Time.GetTimestamp();
        await work.State.RefreshAsync(cancellation);
        while (RunStatus.RunsOf(work.State.View, RunStatus.Running).Any(r => IsHere(r) && IsGivenUp(r, intended)) && work.Time.GetElapsedTime(since) < Patience)
        {
            await Task.Delay(PollInterval, work.Time, cancellation);
            await work.State.RefreshAsync(cancellation);
        }
    }

    private bool IsGivenUp(Reference run, Reference? intended) =>
        RunDocument.Find(work.State.View, run) is { Functions.Length: 1 } document && document.Release != intended && Hold.Against(work.State.View, work.Intents.View, run, document) is not null;

    // What was intended before.
    private async Task<Result<Reference?>> HoldAsync(PastDeployment target, string by, CancellationToken cancellation)
    {
        var input = RunDocument.Find(work.State.View, target.Run)!.Entry.Inputs;
        Reference? before = null;
        var held = await work.Intents.UpdateAsync<bool>($"hold {place} at {target.Release.Release}", intents =>
        {
            var intent = DeploymentIntent.Find(intents, place);
            before = intent?.Release;
            if (intent is { Hold: not null } && intent.Release == target.Release) return true;

            // What is there already stays as it is, with the inputs that it has got since.
            var kept = new Deployment(work.State.View, place).Current is { } current && current.Release == target.Release ? current.Input : input;
            intents.Set(place, new DeploymentIntent(target.Release, kept) { Hold = Hold.Record(Timestamp.Of(work.Now), by) }.ToJson());
            return true;
        }, cancellation);
        return held.TryGet(out _, out var failure) ? before : failure;
    }

    // The run; null: there was nothing to run.
    private async Task<Result<Reference?>> DeployAsync(Reference release, CancellationToken cancellation)
    {
        if (ReadyRun.Waiting(work.State.View, release).LastOrDefault(r => IsHere(r.Reference) && !r.Document.IsDown) is not { } waiting) return default(Reference);
        var commit = ReleaseDocument.Find(work.State.View, release)!.Commit;
        if (place.Repository == work.Repository && commit == work.Commit) return await DeployAsync(work, release, waiting.Reference, cancellation);
        if (!(await checkouts.OpenAsync(place.Repository, commit, cancellation)).TryGet(out var checkout, out var failure)) return failure;
        await using (checkout) return await DeployAsync(work with { Packages = checkout.Packages, Repository = place.Repository, Commit = commit }, release, waiting.Reference, cancellation);
    }

    private static async Task<Result<Reference?>> DeployAsync(Workspace there, Reference release, Reference run, CancellationToken cancellation) =>
        (await new RunToPause(there) { Includes = r => r == run }.RunAsync(release, cancellation)).TryGet(out _, out var failure) ? run : failure;
}
