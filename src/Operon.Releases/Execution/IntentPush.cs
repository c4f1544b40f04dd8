using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>Brings everything to what is intended, for a commit of a store of intents (releases, sections 5.3, 11.4).</summary>
/// <param name="work">What it is done with.</param>
/// <param name="checkouts">Makes checkouts for what follows.</param>
/// <param name="commit">The commit of the store.</param>
public sealed class IntentPush(Workspace work, ICheckouts checkouts, string commit)
{
    private static readonly Reference Index = new() { Release = "", Type = DocumentTypes.Push, Subpath = "intent_commit" };

    /// <summary>Whether a run failed that was run here.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>What would be applied, in bytewise order: what is on its way already, or has failed just so, is not.</summary>
    public IReadOnlyList<WorkItem> Find() => [.. new WorkSearch(work.State.View, work.Intents.View).Intents()];

    /// <summary>Applies it, and lets everything follow.</summary>
    /// <param name="items">What <see cref="Find"/> gave.</param>
    /// <param name="cancellation">Ends it after what runs.</param>
    /// <returns>Null, or what ended it.</returns>
    public async Task<Diagnostic?> RunAsync(IReadOnlyList<WorkItem> items, CancellationToken cancellation)
    {
        var applied = new WorkPass(work);
        if (await applied.RunAsync(items, cancellation) is { } refused) return refused;
        var cascade = new Cascade(work, checkouts);
        if (await cascade.RunAsync(ownOnly: true, cancellation) is { } stopped) return stopped;
        HasFailed = applied.HasFailed || cascade.HasFailed;
        return (await work.State.UpdateAsync<bool>($"push intents {commit}", state =>
        {
            var before = state.Find(Index)?.Body["commit"]?.AsText;
            if (before is not null && (items.Count == 0 || before == commit)) return false;
            state.Set(Index, new JsonObject(("commit", commit), ("previous_commit", before ?? ""), ("release_configs", JsonNull.Instance)));
            return true;
        }, cancellation)).Error;
    }
}
