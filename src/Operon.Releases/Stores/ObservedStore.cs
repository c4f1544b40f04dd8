using System.Collections.Concurrent;
using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Text;

namespace Operon.Releases.Stores;

/// <summary>A store that remembers what was changed through it.</summary>
/// <param name="inner">The store.</param>
public sealed class ObservedStore(DocumentStore inner) : DocumentStore
{
    private readonly ConcurrentDictionary<string, bool> changed = new();

    /// <inheritdoc/>
    public override StoreKind Kind => inner.Kind;

    /// <inheritdoc/>
    public override string Place => inner.Place;

    /// <inheritdoc/>
    public override DocumentView View => inner.View;

    /// <inheritdoc/>
    public override ILeases? Leases => inner.Leases;

    /// <summary>What was written or removed through it since it was last asked.</summary>
    public IReadOnlySet<string> TakeChanged()
    {
        var taken = changed.Keys.ToImmutableHashSet();
        foreach (var reference in taken) changed.TryRemove(reference, out _);
        return taken;
    }

    /// <inheritdoc/>
    public override Task RefreshAsync(CancellationToken cancellation) => inner.RefreshAsync(cancellation);

    /// <inheritdoc/>
    public override async Task<Result<T>> UpdateAsync<T>(string title, Func<StoreTransaction, Result<T>> change, CancellationToken cancellation)
    {
        IEnumerable<string> last = [];
        var result = await inner.UpdateAsync(title, transaction =>
        {
            var done = change(transaction);
            last = transaction.Changes.Keys;
            return done;
        }, cancellation);
        if (!result.IsOk) return result;
        foreach (var reference in last) changed[reference] = true;
        return result;
    }

    /// <inheritdoc/>
    public override Task<Result<IReadOnlyList<DocumentChange>>> HistoryAsync(string reference, CancellationToken cancellation) => inner.HistoryAsync(reference, cancellation);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
