using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Releases.Stores;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>
/// Runs what is ready of some releases. All that is ready at one time is claimed together, some of it runs at once, and what ends at nearly one
/// time is told together, so that a batch costs a shared store two changes and not two for each run.
/// </summary>
/// <param name="work">What it is done with.</param>
/// <param name="releases">The releases, each with the checkout of its commit.</param>
internal sealed class RunBatch(Workspace work, IReadOnlyDictionary<Reference, Workspace> releases) : IDisposable
{
    // Where a change goes over a network, those that end within this time after one another share it, unless somebody waits for one.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestGathering = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(2);

    private const int ShownFiles = 5;

    private readonly Dictionary<Reference, PackageConfiguration?> packages = [];
    private readonly Dictionary<Reference, IReadOnlyList<string>> differing = [];
    private readonly Dictionary<Reference, Task<RunOutcome>> running = [];
    private readonly HashSet<Reference> tried = [];
    private readonly HashSet<(Reference, Reference)> toldOf = [];
    private readonly Outcomes own = new(work);
    private IReadOnlyDictionary<Reference, Occupant> kept = ImmutableDictionary<Reference, Occupant>.Empty;
    private TimeSpan untilLook = ShortestLook;
    private readonly SemaphoreSlim places = new(work.MaxRuns);
    private readonly CancellationTokenSource broken = new();
    private TaskCompletionSource nextEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExceptionDispatchInfo? thrown;
    private Diagnostic? failure;

    /// <summary>Which runs are meant.</summary>
    public required Func<ReadyRun, bool> Includes { get; init; }

    /// <summary>Deployments to be done again, with what is ready at first.</summary>
    public IReadOnlyList<Reference> Redone { get; init; } = [];

    /// <summary>Runs that this process has taken already, with their release.</summary>
    public (Reference Release, BegunRuns Runs)? Begun { get; init; }

    /// <summary>Tells how runs ended that may not be written yet when this ends; null: all are.</summary>
    public Outcomes? Outcomes { get; init; }

    /// <summary>Whether a run has failed that was run here, as far as that is written.</summary>
    public bool HasFailed => Told.HasFailed;

    private Outcomes Told => Outcomes ?? own;

    /// <summary>Runs until nothing is ready, or it is cancelled; then what runs is ended and put back.</summary>
    /// <returns>Null; or what was wrong with a release, or that a run was lost to somebody else.</returns>
    /// <exception cref="StoreFailure">A store cannot be read or written.</exception>
    public async Task<Diagnostic?> RunAsync(CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, broken.Token);
        if (Begun is var (release, begun))
        {
            packages[release] = begun.Package;
            await ProtectAsync(async () =>
            {
                await WarnAsync(release, begun.Package);
                var (taken, lost) = await new Claims(work).ConfirmAsync(begun.Runs, begun.Until);
                Launch(taken, lost, end.Token);
            });
        }

        var redone = Redone;
        while (true)
        {
            if (!end.IsCancellationRequested) await ProtectAsync(() => StartAsync(redone, end.Token));
            redone = [.. redone.Where(kept.ContainsKey)];
            var isOver = running.Count == 0 && (kept.Count == 0 || end.IsCancellationRequested);

            // What has just started was written together with what had ended.
            if (!isOver || Outcomes is null) await ProtectAsync(SettleAsync);
            if (isOver) break;
            if (!await HasEndedAsync(end.Token))
            {
                await ProtectAsync(() => LookAsync(end.Token));
                continue;
            }

            if (work.State.Leases is not null) await GatherAsync();
            await ProtectAsync(TellAsync);
        }

        thrown?.Throw();
        return failure;
    }

    public void Dispose()
    {
        places.Dispose();
        broken.Dispose();
    }

    private async Task StartAsync(IReadOnlyList<Reference> redone, CancellationToken end)
    {
        var ready = new List<Reference>();
        foreach (var of in Ready(work.State.View).GroupBy(ReleaseOf))
        {
            if (await PackageAsync(of.Key, end) is { } package) ready.AddRange(of.Where(r => CanCall(r, package, RunDocument.Find(work.State.View, r)?.Functions[^1].Function)));
        }

        foreach (var release in redone.Select(ReleaseOf).Distinct()) await PackageAsync(release, end);
        redone = [.. redone.Where(d => packages[ReleaseOf(d)] is not { } package || CanCall(d, package, ReleaseDocument.Find(work.State.View, ReleaseOf(d))?.Tasks.FirstOrDefault(t => t.In(ReleaseOf(d)) == d)?.Function))];
        var before = kept.Keys;
        kept = ImmutableDictionary<Reference, Occupant>.Empty;
        IReadOnlyList<ClaimedRun> taken = [];
        if (ready.Count > 0 || redone.Count > 0)
        {
            var claims = new Claims(work);
            (taken, var lost) = await claims.TakeAsync(ready, redone, run => packages.GetValueOrDefault(ReleaseOf(run)) is not null);
            kept = claims.Waiting;

            // Somebody else has it, or has taken away what it needs: not asked for again and again.
            tried.UnionWith(ready.Except(taken.Select(t => t.Reference)).Except(kept.Keys));
            Launch(taken, lost, end);
        }

        foreach (var (what, occupant) in kept.Where(IsOfOthers).Where(k => toldOf.Add((k.Key, k.Value.Run)))) work.Observer.Warned(occupant.Warning(what));
        var given = taken.SelectMany(t => t.GivenUp).Select(g => g.Run).ToHashSet();
        foreach (var gone in before.Where(r => !kept.ContainsKey(r) && !given.Contains(r) && RunStatus.Read(work.State.View, r) == RunStatus.Cancelled)) Overtaking.Tell(work, gone, Cancellation.Find(work.State.View, gone));
    }

    private bool IsOfOthers(KeyValuePair<Reference, Occupant> one) => !running.ContainsKey(one.Value.Run);

    // False: it is time to look whether others have ended who are where something would go. Nobody tells.
    private async Task<bool> HasEndedAsync(CancellationToken end)
    {
        if (end.IsCancellationRequested || !kept.Any(IsOfOthers))
        {
            await Task.WhenAny(running.Values);
            return true;
        }

        using var early = CancellationTokenSource.CreateLinkedTokenSource(end);
        var look = Task.Delay(untilLook, work.Time, early.Token);
        var first = await Task.WhenAny([.. running.Values, look]);
        await early.CancelAsync();
        return first != look;
    }

    private async Task LookAsync(CancellationToken end)
    {
        untilLook = untilLook * 2 < LongestLook ? untilLook * 2 : LongestLook;
        await Task.WhenAll(work.State.RefreshAsync(end), work.Intents.RefreshAsync(end));
        foreach (var release in kept.Values.Select(o => ReleaseOf(o.Run)).Distinct().ToList()) await new Takeover(work).RunAsync(release, end);
    }

    private void Launch(IReadOnlyList<ClaimedRun> taken, IReadOnlyList<Reference> lost, CancellationToken end)
    {
        // What no change has taken along is written while they run.
        if (taken.Count > 0) work.Intents.Flush();
        foreach (var run in lost) Lose(run);
        foreach (var run in taken)
        {
            var task = Task.Run(() => RunAsync(run, end), CancellationToken.None);
            running[run.Reference] = task;
            _ = task.ContinueWith(_ => Interlocked.Exchange(ref nextEnd, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private List<Reference> Ready(DocumentView state)
    {
        var waiting = releases.Count == 1 ? ReadyRun.Waiting(state, releases.Keys.First()) : ReadyRun.Waiting(state).Where(r => releases.ContainsKey(ReleaseOf(r.Reference)));
        return [.. waiting.Where(r => r.IsReady && !running.ContainsKey(r.Reference) && !tried.Contains(r.Reference) && Includes(r)).Select(r => r.Reference)];
    }

    // Until nothing runs, none has ended for a while, or something could start if what has ended were told.
    private async Task GatherAsync()
    {
        var since = work.Time.GetTimestamp();
        var seen = HasWaiting() ? new StoreTransaction(work.State.View) : null;
        var looked = new HashSet<Reference>();
        while (true)
        {
            var next = Volatile.Read(ref nextEnd).Task;
            if (running.Values.All(r => r.IsCompleted) || work.Time.GetElapsedTime(since) > LongestGathering) return;
            if (seen is not null)
            {
                foreach (var task in running.Where(r => r.Value.IsCompletedSuccessfully && looked.Add(r.Key)).Select(r => r.Value)) own.Preview(seen, await task);
                if (Ready(seen).Exists(r => !kept.TryGetValue(r, out var occupant) || running.ContainsKey(occupant.Run))) return;
            }

            using var early = new CancellationTokenSource();
            if (await Task.WhenAny(next, Task.Delay(Gathering, work.Time, early.Token)) != next) return;
            await early.CancelAsync();
        }
    }

    private bool HasWaiting() => ReadyRun.Waiting(work.State.View, releases.Count == 1 ? releases.Keys.First() : null).Any(r => releases.ContainsKey(ReleaseOf(r.Reference)));

    private static Reference ReleaseOf(Reference reference) => reference with { Type = null, Subpath = "", Fragment = "" };

    private async Task<RunOutcome> RunAsync(ClaimedRun run, CancellationToken end)
    {
        using var lost = new CancellationTokenSource();
        work.Leases.Hold(work, run.Reference, lost);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(lost.Token, end);
            try
            {
                await places.WaitAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                return new RunOutcome(run.Reference, lost.IsCancellationRequested ? RunEnd.Lost : RunEnd.Stopped, run.Document);
            }

            try
            {
                return await new RunExecution(work, packages[run.Document.Release]!, run).RunAsync(lost.Token, end);
            }
            finally
            {
                places.Release();
            }
        }
        finally
        {
            work.Leases.Release(run.Reference);
        }
    }

    private async Task TellAsync()
    {
        var ended = running.Where(r => r.Value.IsCompleted).ToList();
        foreach (var (run, _) in ended) running.Remove(run);
        var outcomes = new List<RunOutcome>();
        foreach (var (_, run) in ended)
        {
            // One that could not be told takes none of the others with it.
            await ProtectAsync(async () => outcomes.Add(await run));
        }

        Told.Tell(outcomes);
        if (work.State.Leases is null) await SettleAsync();
    }

    private async Task SettleAsync()
    {
        foreach (var lost in await Told.SettleAsync()) Lose(lost);
    }

    /// <summary>Tells that somebody else has a run now.</summary>
    public static Diagnostic LostBy(Reference run) => new(ExecutionRules.RunLost, $"another process took over the run {run}") { Fix = "let runs hold their claim for longer: OPERON_LEASE=30m" };

    private void Lose(Reference run)
    {
        tried.Add(run);
        failure ??= LostBy(run);
    }

    // Null: it cannot be read. The others go on.
    private async Task<PackageConfiguration?> PackageAsync(Reference release, CancellationToken cancellation)
    {
        if (packages.TryGetValue(release, out var known)) return known;
        if (!(await releases[release].Packages.LoadAsync(release, cancellation)).TryGet(out var package, out var unreadable)) failure ??= unreadable;
        else await WarnAsync(release, package);
        return packages[release] = package;
    }

    // What is called is what lies there, whatever the commit has.
    private async Task WarnAsync(Reference release, PackageConfiguration package)
    {
        var found = differing[release] = await releases[release].Packages.DifferingAsync(package);
        if (found.Count == 0) return;
        work.Observer.Warned(new Diagnostic(ExecutionRules.Differing, $"{release} is of the commit {releases[release].Commit}, and runs with {found.Count} {(found.Count == 1 ? "file that differs" : "files that differ")} from it")
        {
            Notes = [.. found.Take(ShownFiles), .. found.Count > ShownFiles ? (string[])["…"] : []],
            Fix = "commit the changes and release that commit, or stash them: git stash",
        });
    }

    // Where a change has moved a function, the run waits for the files to be as they were.
    private bool CanCall(Reference run, PackageConfiguration package, FunctionIdentity? function)
    {
        var release = ReleaseOf(run);
        if (function is null || package.Has(function) || differing.GetValueOrDefault(release) is not { Count: > 0 } found) return true;
        tried.Add(run);
        failure ??= new Diagnostic(ExecutionRules.Differing, $"{run} calls {function.Name}, which the commit has at {function.Position}, and which is not there: {string.Join(", ", found.Take(ShownFiles))} {(found.Count == 1 ? "differs" : "differ")} from the commit")
        {
            Severity = DiagnosticSeverity.Error,
            Expected = $"the files as the commit {releases[release].Commit} has them",
            Fix = "commit or stash the changes: git stash; the run waits as it did",
        };
        return false;
    }

    // Nothing is left running here by what goes wrong there.
    private async Task ProtectAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (OperationCanceledException) when (!broken.IsCancellationRequested)
        {
            // Before anything was claimed.
        }
        catch (StoreFailure e)
        {
            thrown ??= ExceptionDispatchInfo.Capture(e);
            await broken.CancelAsync();
        }
    }
}
