using Operon.Releases.Planning;
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
    /// <summary>Whether a run failed that was run here.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>All work there is, or what this process has brought about.</summary>
    /// <param name="work">Where to look.</param>
    /// <param name="changed">What this process changed; null: all counts.</param>
    public static IReadOnlyList<WorkItem> Find(Workspace work, IReadOnlySet<string>? changed)
    {
        var search = new WorkSearch(work.State.View, work.Intents.View) { Changed = changed };
        return [.. search.Intents(), .. search.Runs(), .. search.Redeployments(), .. search.Ops()];
    }

    /// <summary>Does it all.</summary>
    /// <param name="ownOnly">Only what this process has brought about, so that what others have just written is left to them.</param>
    /// <param name="cancellation">Ends it after what runs.</param>
    /// <returns>Null, or what ended it.</returns>
    public async Task<Diagnostic?> RunAsync(bool ownOnly, CancellationToken cancellation)
    {
        HashSet<string>? changed = ownOnly ? [] : null;
        var done = new HashSet<WorkItem>();
        while (!cancellation.IsCancellationRequested)
        {
            changed?.UnionWith(work.State.TakeChanged());
            changed?.UnionWith(work.Intents.TakeChanged());
            await work.State.RefreshAsync(cancellation);
            await work.Intents.RefreshAsync(cancellation);

            // What another process holds stays in the list and is not asked for again.
            var items = Find(work, changed).Where(i => i.Kind != WorkKinds.Run || done.Add(i) || IsDeployment(i)).ToList();
            if (items.Count == 0) return null;
            foreach (var group in items.GroupBy(i => i.Commit is null ? default : (Repository: i.Reference.Repository, i.Commit)))
            {
                if (await RunAsync(group.Key.Repository, group.Key.Commit, [.. group], cancellation) is { } failure) return failure;
            }
        }

        return null;
    }

    private async Task<Diagnostic?> RunAsync(string? repository, string? commit, IReadOnlyList<WorkItem> items, CancellationToken cancellation)
    {
        if (commit is null || (repository == work.Repository && commit == work.Commit)) return await RunAsync(work, items, cancellation);
        if (!(await checkouts.OpenAsync(repository!, commit, cancellation)).TryGet(out var checkout, out var failure)) return failure;
        await using (checkout) return await RunAsync(work with { Packages = checkout.Packages, Repository = repository!, Commit = commit }, items, cancellation);
    }

    private async Task<Diagnostic?> RunAsync(Workspace there, IReadOnlyList<WorkItem> items, CancellationToken cancellation)
    {
        var pass = new WorkPass(there);
        var failure = await pass.RunAsync(items, cancellation);
        HasFailed |= pass.HasFailed;
        return failure;
    }

    private static bool IsDeployment(WorkItem item) => !item.Reference.Subpath.Contains('/', StringComparison.Ordinal);
}
