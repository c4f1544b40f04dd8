using System.Collections.Concurrent;
using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Text;
using Operon.Text.Diagnostics;

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
    public override Task<Diagnostic?> ChangeAsync(string title, Func<StoreTransaction, Diagnostic?> change, CancellationToken cancellation) =>
        ObserveAsync(observed => inner.ChangeAsync(title, observed, cancellation), change);

    /// <inheritdoc/>
    public override Task<Diagnostic?> ChangeLaterAsync(string title, Func<StoreTransaction, Diagnostic?> change, CancellationToken cancellation) =>
        ObserveAsync(observed => inner.ChangeLaterAsync(title, observed, cancellation), change);

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    public override Task<Result<IReadOnlyList<DocumentChange>>> HistoryAsync(string reference, CancellationToken cancellation) => inner.HistoryAsync(reference, cancellation);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<Diagnostic?> ObserveAsync(Func<Func<StoreTransaction, Diagnostic?>, Task<Diagnostic?>> update, Func<StoreTransaction, Diagnostic?> change)
    {
        IEnumerable<string> last = [];
        var failure = await update(transaction =>
        {
            var refused = change(transaction);
            last = transaction.Changes.Keys;
            return refused;
        });
        if (failure is not null) return failure;
        foreach (var reference in last) changed[reference] = true;
        return null;
    }
}
