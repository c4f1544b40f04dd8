namespace Operon.Releases.Stores.Git;

/// <summary>What changes that are committed together make of branches.</summary>
internal sealed class GitBatch
{
    private readonly Dictionary<GitBranch, BranchChange> branches = [];

    /// <summary>Runs changes one after the other, each on what those before it have made.</summary>
    public GitBatch(IEnumerable<PendingUpdate> updates)
    {
        foreach (var update in updates)
        {
            if (update.Run(ViewOf) is not { } transactions) continue;
            for (var i = 0; i < transactions.Count; i++)
            {
                var store = update.Stores[i];
                if (!branches.TryGetValue(store.Branch, out var change)) branches[store.Branch] = change = new BranchChange();
                change.Add(update.Title, update.Files);
                change.Add(store, update.Title, transactions[i]);
            }
        }
    }

    /// <summary>What they make of a branch; null: nothing.</summary>
    public BranchChange? Of(GitBranch branch) => branches.GetValueOrDefault(branch) is { IsEmpty: false } change ? change : null;

    private DocumentView ViewOf(GitStore store) => branches.GetValueOrDefault(store.Branch)?.Stores.GetValueOrDefault(store) ?? store.View;
}
