using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores;

/// <summary>A store that is only looked at. One that is not there yet is empty.</summary>
/// <param name="inner">The store; null: there is none.</param>
/// <param name="kind">What it holds.</param>
public sealed class ReadOnlyStore(DocumentStore? inner, StoreKind kind) : DocumentStore
{
    private static readonly DocumentView Empty = new EmptyView();

    /// <inheritdoc/>
    public override StoreKind Kind => kind;

    /// <inheritdoc/>
    public override string Place => inner?.Place ?? "a store that is not there yet";

    /// <inheritdoc/>
    public override DocumentView View => inner?.View ?? Empty;

    /// <inheritdoc/>
    public override Task RefreshAsync(CancellationToken cancellation) => inner?.RefreshAsync(cancellation) ?? Task.CompletedTask;

    /// <summary>Is not for this.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public override Task<Diagnostic?> ChangeAsync(string title, Func<StoreTransaction, Diagnostic?> change, CancellationToken cancellation) =>
        throw new InvalidOperationException($"a command that only looks would write: {title}");

    /// <inheritdoc/>
    public override Task<Result<IReadOnlyList<DocumentChange>>> HistoryAsync(string reference, CancellationToken cancellation) =>
        inner?.HistoryAsync(reference, cancellation) ?? Task.FromResult<Result<IReadOnlyList<DocumentChange>>>((DocumentChange[])[]);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => inner?.DisposeAsync() ?? ValueTask.CompletedTask;

    private sealed class EmptyView : DocumentView
    {
        public override StoredDocument? Load(string reference) => null;

        public override IEnumerable<string> List(ReferencePattern pattern) => [];
    }
}
