using Operon.Releases.Planning;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>
/// Does work until there is none, at whatever commit and in whatever repository it is (releases, section 1.6). It ends: what failed
/// returns only when its inputs change, and what is under way is not begun again.
/// </summary>
/// <param name="work">What it is done with where the checkout at hand is the right one.</param>
/// <param name="checkouts">Makes the others.</param>
public sealed class Cascade(Workspace work, ICheckouts checkouts)
{
    /// <summary>Whether a run failed that was run here, or something could not be done.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>All work there is, or what this process has brought about.</summary>
    /// <param name="work">Where to look.</param>
    /// <param name="changed">What this process changed; null: all counts.</param>
    /// <param name="state">What is there, where it is not what the store holds.</param>
    /// <param name="readers">Knows which deployments read what; null: all are looked at.</param>
    public static IReadOnlyList<WorkItem> Find(Workspace work, IReadOnlySet<string>? changed, DocumentView? state = null, InputReaders? readers = null)
    {
        var search = new WorkSearch(state ?? work.State.View, work.Intents.View) { Changed = changed, Readers = readers };
        return [.. search.Intents(), .. search.Runs(), .. search.Redeployments(), .. search.Ops()];
    }

    /// <summary>Does it all.</summary>
    /// <param name="ownOnly">Only what this process has brought about, so that what others have just written is left to them.</param>
    /// <param name="cancellation">Starts nothing more, and ends what runs.</param>
    /// <returns>Null, or what ended it.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<Diagnostic?> RunAsync(bool ownOnly, CancellationToken cancellation)
    {
        var outcomes = new Outcomes(work);
        try
        {
            return await RunAsync(ownOnly, outcomes, cancellation);
        }
        finally
        {
            // What has ended is told to its end, whatever asks for an end.
            await outcomes.SettleAsync();
            HasFailed |= outcomes.HasFailed;
        }
    }

    private async Task<Diagnostic?> RunAsync(bool ownOnly, Outcomes outcomes, CancellationToken cancellation)
    {
        HashSet<string>? changed = ownOnly ? [] : null;
        var done = new HashSet<WorkItem>();
        var refused = new HashSet<WorkItem>();
        await using var places = new CheckoutPool(work, checkouts);
        var readers = new InputReaders();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();

            // What this process wrote it has seen on top of all that others had written by then.
            if (!ownOnly) await LookAsync(cancellation);
            HashSet<string> latest = [.. work.State.TakeChanged(), .. work.Intents.TakeChanged()];
            changed?.UnionWith(latest);

            // Nearly all follows from what has just changed; in the end it is seen whether something else is left.
            var items = Left(changed is null ? null : latest);
            if (items.Count == 0 && changed?.Count > latest.Count) items = Left(changed);
            if (items.Count == 0) break;

            // How the last runs ended is written together with what begins now.
            var pass = new WorkPass(work) { Find = places.FindAsync, Outcomes = outcomes };
            var failure = await pass.RunAsync(items, cancellation);
            HasFailed |= pass.HasFailed;
            if (failure is not null) return failure;
            refused.UnionWith(pass.Refused);
        }

        if (await outcomes.SettleAsync() is [var lost, ..]) return RunBatch.LostBy(lost);

        // What was deployed last is known to the next process then.
        if (ownOnly) readers.Follow(work.State.View);

        // Who was killed after the last of his runs had ended has left nothing but this.
        if (!ownOnly) await LeaseKeeper.RemoveEndedAsync(work.State.Leases, cancellation);
        return null;

        // What another process holds stays in the list and is not asked for again.
        List<WorkItem> Left(HashSet<string>? of) => [.. Find(work, of, readers: readers).Where(i => !refused.Contains(i) && (i.Kind != WorkKinds.Run || done.Add(i) || IsDeployment(i)))];
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(work.State.RefreshAsync(cancellation), work.Intents.RefreshAsync(cancellation));
        await new Takeover(work).RunAsync(null, cancellation);
    }

    private static bool IsDeployment(WorkItem item) => !item.Reference.Subpath.Contains('/', StringComparison.Ordinal);
}
