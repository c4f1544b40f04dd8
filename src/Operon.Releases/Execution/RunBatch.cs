using System.Runtime.ExceptionServices;
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
    // Where a change goes over a network, those that end within this time after one another share it.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<Reference, PackageConfiguration?> packages = [];
    private readonly Dictionary<Reference, Task<RunOutcome>> running = [];
    private readonly HashSet<Reference> tried = [];
    private readonly SemaphoreSlim places = new(work.MaxRuns);
    private readonly CancellationTokenSource broken = new();
    private ExceptionDispatchInfo? thrown;
    private Diagnostic? failure;

    /// <summary>Which runs are meant.</summary>
    public required Func<ReadyRun, bool> Includes { get; init; }

    /// <summary>Runs until nothing is ready, or it is cancelled; then what runs is ended and put back.</summary>
    /// <returns>Null; or what was wrong with a release, or that a run was lost to somebody else.</returns>
    /// <exception cref="StoreFailure">A store cannot be read or written.</exception>
    public async Task<Diagnostic?> RunAsync(CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, broken.Token);
        while (true)
        {
            if (!end.IsCancellationRequested) await ProtectAsync(() => StartAsync(end.Token));
            if (running.Count == 0) break;
            await Task.WhenAny(running.Values);
            if (work.State.Leases is not null && running.Values.Any(r => !r.IsCompleted)) await Task.WhenAny(Task.WhenAll(running.Values), Task.Delay(Gathering, work.Time, CancellationToken.None));
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

    private async Task StartAsync(CancellationToken end)
    {
        var state = work.State.View;
        var ready = new List<Reference>();
        foreach (var release in releases.Keys)
        {
            List<Reference> of = [.. ReadyRun.Waiting(state, release).Where(r => r.IsReady && !running.ContainsKey(r.Reference) && !tried.Contains(r.Reference) && Includes(r)).Select(r => r.Reference)];
            if (of.Count > 0 && await PackageAsync(release, end) is not null) ready.AddRange(of);
        }

        if (ready.Count == 0) return;
        var (taken, lost) = await new Claims(work).TakeAsync(ready);
        foreach (var run in lost) Lose(run);

        // Somebody else has it, or has taken away what it needs: not asked for again and again.
        tried.UnionWith(ready.Except(taken.Select(t => t.Reference)));
        foreach (var run in taken) running[run.Reference] = Task.Run(() => RunAsync(run, end), CancellationToken.None);
    }

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

        foreach (var lost in await new Outcomes(work).WriteAsync(outcomes))
        {
            Lose(lost);
        }
    }

    private void Lose(Reference run)
    {
        tried.Add(run);
        failure ??= new Diagnostic(ExecutionRules.RunLost, $"another process took over the run {run}") { Fix = "let runs hold their claim for longer: OPERON_LEASE=30m" };
    }

    // Null: it cannot be read. The others go on.
    private async Task<PackageConfiguration?> PackageAsync(Reference release, CancellationToken cancellation)
    {
        if (packages.TryGetValue(release, out var known)) return known;
        if (!(await releases[release].Packages.LoadAsync(release, cancellation)).TryGet(out var package, out var unreadable)) failure ??= unreadable;
        return packages[release] = package;
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
