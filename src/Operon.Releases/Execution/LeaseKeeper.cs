using Operon.Releases.References;
using Operon.Releases.Stores;

namespace Operon.Releases.Execution;

/// <summary>
/// Puts off the claims of a command while it runs, and tells runs that somebody else has taken over, such as after the machine slept
/// (releases, section 3.7). Safe for concurrent use.
/// </summary>
public sealed class LeaseKeeper : IAsyncDisposable
{
    private const int PerLease = 3;

    private readonly Lock gate = new();
    private readonly Dictionary<Reference, CancellationTokenSource> held = [];
    private readonly CancellationTokenSource ending = new();
    private PeriodicTimer? timer;
    private Task renewing = Task.CompletedTask;
    private (ILeases Leases, string Owner)? written;

    /// <summary>Keeps the claim of a run from now on.</summary>
    /// <param name="work">Where it is.</param>
    /// <param name="run">The run.</param>
    /// <param name="lost">Is cancelled when somebody else has it.</param>
    internal void Hold(Workspace work, Reference run, CancellationTokenSource lost)
    {
        lock (gate)
        {
            held[run] = lost;
            if (timer is not null) return;
            timer = new PeriodicTimer(work.Lease / PerLease, work.Time);
            renewing = KeepAsync(work, timer, ending.Token);
        }
    }

    /// <summary>Keeps it no more.</summary>
    internal void Release(Reference run)
    {
        lock (gate) held.Remove(run);
    }

    /// <summary>Ends it. What it wrote beside the documents goes away.</summary>
    public async ValueTask DisposeAsync()
    {
        // A timer that is gone ends the wait for it without an exception, which takes its time.
        timer?.Dispose();
        await ending.CancelAsync();
        await renewing;
        ending.Dispose();
        if (written is not var (leases, owner)) return;
        try
        {
            await leases.EndAsync(owner, CancellationToken.None);
        }
        catch (StoreFailure)
        {
            // It ends by itself, with its time.
        }

        await RemoveEndedAsync(leases, CancellationToken.None);
    }

    /// <summary>Removes what others have left of themselves that were killed.</summary>
    internal static async Task RemoveEndedAsync(ILeases? leases, CancellationToken cancellation)
    {
        if (leases is null) return;
        try
        {
            await leases.RemoveEndedAsync(ClaimOwner.IsKnownToHaveEnded, cancellation);
        }
        catch (StoreFailure)
        {
            // It is in nobody's way, and whoever comes next tries again.
        }
    }

    private async Task KeepAsync(Workspace work, PeriodicTimer ticks, CancellationToken end)
    {
        var until = work.Now + work.Lease;
        try
        {
            while (await ticks.WaitForNextTickAsync(CancellationToken.None))
            {
                List<Reference> runs;
                lock (gate) runs = [.. held.Keys];
                var isLate = work.Now >= until;
                if (runs.Count > 0 && await RenewAsync(work, runs, isLate, end) is { } renewed) until = renewed;
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The command ends.
        }
    }

    private async Task EndAsync(Reference run)
    {
        CancellationTokenSource? stop;
        lock (gate) held.Remove(run, out stop);
        try
        {
            if (stop is not null) await stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has come to its end at this moment; what it tells is refused.
        }
    }

    // Null: it could not be written, and is tried again.
    private async Task<DateTimeOffset?> RenewAsync(Workspace work, IReadOnlyList<Reference> runs, bool isLate, CancellationToken cancellation)
    {
        try
        {
            var until = work.Now + work.Lease;
            IReadOnlyList<Reference> lost = [];
            if (work.State.Leases is { } leases)
            {
                written = (leases, work.Owner);
                await leases.RenewAsync(work.Owner, until, cancellation);

                // Only who comes late can have lost something.
                if (isLate) await work.State.RefreshAsync(cancellation);
                if (isLate) lost = [.. runs.Where(r => Claim.Find(work.State.View, r)?.Owner != work.Owner)];
            }
            else
            {
                await work.State.UpdateAsync<bool>("renew", state =>
                {
                    lost = [.. runs.Where(r => !Claim.Renew(state, r, work.Owner, until))];
                    return true;
                }, cancellation);
            }

            foreach (var run in lost) await EndAsync(run);
            return until;
        }
        catch (StoreFailure failure)
        {
            work.Observer.Warned(failure.Diagnostic);
            return null;
        }
    }
}
