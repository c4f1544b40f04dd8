using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Releases.Stores;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>
/// Puts back what processes have left running that are gone: such a run waits again, under its number, at the last function of its chain
/// (releases, section 3.7).
/// </summary>
/// <param name="work">What it is done with.</param>
public sealed class Takeover(Workspace work)
{
    /// <summary>Puts back what can be.</summary>
    /// <param name="release">Of this release alone; null: of all.</param>
    /// <param name="cancellation">Ends it before anything is written.</param>
    /// <exception cref="StoreFailure">A store cannot be read or written.</exception>
    public async Task RunAsync(Reference? release, CancellationToken cancellation)
    {
        var abandoned = await FindAsync(release, cancellation);
        if (abandoned.Count == 0) return;
        var taken = new List<(Reference Run, string Status)>();
        var done = await work.State.UpdateAsync<bool>("take over", state =>
        {
            taken.Clear();

            // The same claim as before: nobody has put it off, or was faster.
            foreach (var (run, claim) in abandoned.Where(a => Claim.Find(state, a.Run) == a.Claim))
            {
                if (PutBack(state, run, work, [new LogLine(work.Now, $"the process that ran this has ended ({claim.Owner}): it starts again here", "", "", 0, 0)]) is { } status) taken.Add((run, status));
            }

            return true;
        }, cancellation);
        if (!done.IsOk) throw new StoreFailure(done.Error!);
        foreach (var (run, status) in taken)
        {
            work.Observer.StatusChanged(run, RunStatus.Running, status);
            if (status == RunStatus.Cancelled) Overtaking.Tell(work, run, Cancellation.Find(work.State.View, run));
        }

        await LeaseKeeper.RemoveEndedAsync(work.State.Leases, cancellation);
    }

    /// <summary>What there is, as if all that can be put back had been; for lists.</summary>
    /// <exception cref="StoreFailure">A store cannot be read.</exception>
    public async Task<DocumentView> PreviewAsync(CancellationToken cancellation)
    {
        var abandoned = await FindAsync(null, cancellation);
        if (abandoned.Count == 0) return work.State.View;
        var seen = new StoreTransaction(work.State.View);
        foreach (var (run, _) in abandoned) PutBack(seen, run, work, []);
        return seen;
    }

    /// <summary>Has a run wait again, at the last function of its chain; or gives it up, where a newer release has gone there meanwhile.</summary>
    /// <returns>Its status from now on; null: there is no such run.</returns>
    internal static string? PutBack(StoreTransaction state, Reference run, Workspace work, IReadOnlyCollection<LogLine> lines)
    {
        if (RunDocument.Find(state, run) is not { } document) return null;
        var status = document.Functions.Length == 1 ? RunStatus.Pending : RunStatus.Paused;
        AddLogs(state, run, lines);
        if (!work.IsOriginal && Overtaking.Against(state, run, document) is { } why)
        {
            Overtaking.GiveUp(state, run, why, work.Now);
            return RunStatus.Cancelled;
        }

        RunStatus.Write(state, run, status, Timestamp.Marker(work.Now));
        return status;
    }

    /// <summary>Adds lines to the log of a run.</summary>
    internal static void AddLogs(StoreTransaction state, Reference run, IReadOnlyCollection<LogLine> lines)
    {
        var place = run.Below("logs");
        ImmutableArray<JsonValue> before = state.Find(place)?.Body is JsonArray { Items: var items } ? items : [];
        state.Set(place, before.IsEmpty && lines.Count == 0 ? JsonNull.Instance : new JsonArray([.. before, .. lines.Select(l => l.ToJson())]));
    }

    private async Task<IReadOnlyList<(Reference Run, Claim Claim)>> FindAsync(Reference? release, CancellationToken cancellation)
    {
        var state = work.State.View;
        var over = new List<(Reference, Claim)>();
        var late = new List<(Reference Run, Claim Claim)>();
        foreach (var run in RunStatus.RunsOf(state, RunStatus.Running, release))
        {
            // One that was started by the original says nothing of its owner: nobody can tell.
            if (Claim.Find(state, run) is not { } claim || claim.Owner == work.Owner) continue;
            if (ClaimOwner.IsKnownToHaveEnded(claim.Owner)) over.Add((run, claim));
            else if (claim.Until <= work.Now) late.Add((run, claim));
        }

        if (late.Count == 0) return over;
        var leases = work.State.Leases is { } kept ? await kept.FindAsync(late.Select(l => l.Claim.Owner).Distinct(), cancellation) : ImmutableDictionary<string, DateTimeOffset>.Empty;
        return [.. over, .. late.Where(l => !leases.TryGetValue(l.Claim.Owner, out var until) || until <= work.Now)];
    }
}
