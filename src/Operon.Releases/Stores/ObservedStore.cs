using System.Collections.Concurrent;
using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores;

/// <summary>A store that remembers what was changed through it, and that can show what is about to be written as if it were.</summary>
/// <param name="inner">The store.</param>
public sealed class ObservedStore(DocumentStore inner) : DocumentStore
{
    private readonly ConcurrentDictionary<string, bool> changed = new();
    private readonly Lock gate = new();
    private ImmutableList<(Action<StoreTransaction> Preview, Task Written)> anticipated = [];
    private (DocumentView On, ImmutableList<(Action<StoreTransaction>, Task)> With, DocumentView View)? foreseen;

    /// <inheritdoc/>
    public override StoreKind Kind => inner.Kind;

    /// <inheritdoc/>
    public override string Place => inner.Place;

    /// <summary>What it holds now, as far as this process knows, with what is anticipated.</summary>
    public override DocumentView View
    {
        get
        {
            lock (gate)
            {
                anticipated = anticipated.RemoveAll(a => a.Written.IsCompleted);
                var now = inner.View;
                if (anticipated.IsEmpty) return now;
                if (foreseen is not var (on, with, _) || on != now || with != anticipated) foreseen = (now, anticipated, Foresee(now));
                return foreseen.Value.View;
            }
        }
    }

    /// <inheritdoc/>
    public override ILeases? Leases => inner.Leases;

    /// <summary>What was written or removed through it since it was last asked.</summary>
    public IReadOnlySet<string> TakeChanged()
    {
        var taken = changed.Keys.ToImmutableHashSet();
        foreach (var reference in taken) changed.TryRemove(reference, out _);
        return taken;
    }

    /// <summary>
    /// Shows a change in <see cref="View"/> until it is written. What follows from it can be found so, and be written together with it: a change
    /// sees what is really there, which may be otherwise.
    /// </summary>
    /// <param name="preview">The change. It is run again where others have written meanwhile, and again when it is written already.</param>
    /// <param name="written">Ends when it is written, or could not be.</param>
    public void Anticipate(Action<StoreTransaction> preview, Task written)
    {
        lock (gate) anticipated = anticipated.Add((preview, written));
        if (View is not StoreTransaction foreseen) return;
        Note(foreseen.Changes.Keys);
    }

    /// <summary>Waits until nothing is anticipated. What it is that keeps one from being written is told to whoever wrote it.</summary>
    public async Task SettleAsync()
    {
        ImmutableList<(Action<StoreTransaction> Preview, Task Written)> open;
        lock (gate) open = anticipated;
        foreach (var (_, written) in open) await written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
    public override async Task<Result<bool>> ChangeTogetherAsync(DocumentStore other, string title, Func<StoreTransaction, StoreTransaction, Diagnostic?> change, CancellationToken cancellation)
    {
        if (other is not ObservedStore with) return false;
        IEnumerable<string> last = [];
        IEnumerable<string> lastThere = [];
        var made = await inner.ChangeTogetherAsync(with.Inner, title, (here, there) =>
        {
            var refused = change(here, there);
            (last, lastThere) = (here.Changes.Keys, there.Changes.Keys);
            return refused;
        }, cancellation);
        if (made is not { IsOk: true, Value: true }) return made;
        Note(last);
        with.Note(lastThere);
        return made;
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    public override Task<Result<IReadOnlyList<DocumentChange>>> HistoryAsync(string reference, CancellationToken cancellation) => inner.HistoryAsync(reference, cancellation);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private DocumentStore Inner => inner;

    private StoreTransaction Foresee(DocumentView now)
    {
        var view = new StoreTransaction(now);
        foreach (var (preview, _) in anticipated) preview(view);
        return view;
    }

    private async Task<Diagnostic?> ObserveAsync(Func<Func<StoreTransaction, Diagnostic?>, Task<Diagnostic?>> update, Func<StoreTransaction, Diagnostic?> change)
    {
        IEnumerable<string> last = [];
        var failure = await update(transaction =>
        {
            var refused = change(transaction);
            last = transaction.Changes.Keys;
            return refused;
        });
        if (failure is null) Note(last);
        return failure;
    }

    private void Note(IEnumerable<string> references)
    {
        foreach (var reference in references) changed[reference] = true;
    }
}
