using Operon.Releases.Planning;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores;

/// <summary>
/// Where documents are kept (releases, sections 3.3, 3.7). All changes are transactions: functions of what is there, which are run
/// again where somebody else was faster, so what they checked holds when they are written. Safe for concurrent use.
/// </summary>
public abstract class DocumentStore : IAsyncDisposable
{
    /// <summary>What it holds.</summary>
    public abstract StoreKind Kind { get; }

    /// <summary>Where it is, for messages.</summary>
    public abstract string Place { get; }

    /// <summary>What it holds now, as far as this process knows; what was written through this store is in it.</summary>
    public abstract DocumentView View { get; }

    /// <summary>Where owners of claims put them off; null: in the documents themselves, which is as cheap.</summary>
    public virtual ILeases? Leases => null;

    /// <summary>Looks whether others have written.</summary>
    /// <exception cref="StoreFailure">The store cannot be reached.</exception>
    public abstract Task RefreshAsync(CancellationToken cancellation);

    /// <summary>Changes it. When this returns, the change is durable and others see it.</summary>
    /// <typeparam name="T">What the change tells.</typeparam>
    /// <param name="title">What it is for, in a few words, for the history of the store.</param>
    /// <param name="change">
    /// Reads and writes. It is run again where somebody else wrote meanwhile, so it must do nothing else. What it returns as an error
    /// leaves the store as it is.
    /// </param>
    /// <param name="cancellation">Gives up where it still can; what was written stays.</param>
    /// <exception cref="StoreFailure">The store cannot be written.</exception>
    public async Task<Result<T>> UpdateAsync<T>(string title, Func<StoreTransaction, Result<T>> change, CancellationToken cancellation)
    {
        // Stores know no types: an overridable method that has a type of its own cannot be compiled ahead.
        Result<T> result = default;
        await ChangeAsync(title, transaction => (result = change(transaction)).Error, cancellation);
        return result;
    }

    /// <summary>Changes it. When this returns, the change is durable and others see it.</summary>
    /// <param name="title">What it is for, in a few words, for the history of the store.</param>
    /// <param name="change">Reads and writes, perhaps several times. An error leaves the store as it is.</param>
    /// <param name="cancellation">Gives up where it still can; what was written stays.</param>
    /// <returns>The error of the change.</returns>
    /// <exception cref="StoreFailure">The store cannot be written.</exception>
    public abstract Task<Diagnostic?> ChangeAsync(string title, Func<StoreTransaction, Diagnostic?> change, CancellationToken cancellation);

    /// <summary>
    /// Changes it together with what is changed next, or by <see cref="Flush"/>: for what nobody waits for. Until then it is not in
    /// <see cref="View"/>.
    /// </summary>
    /// <inheritdoc cref="ChangeAsync"/>
    public virtual Task<Diagnostic?> ChangeLaterAsync(string title, Func<StoreTransaction, Diagnostic?> change, CancellationToken cancellation) => ChangeAsync(title, change, cancellation);

    /// <summary>Changes it and another store at once: others see both changes or neither. When this returns, they are durable.</summary>
    /// <param name="other">The other store.</param>
    /// <param name="title">What it is for, in a few words, for the history of both.</param>
    /// <param name="change">Reads and writes, this store first, perhaps several times. An error leaves both as they are.</param>
    /// <param name="cancellation">Gives up where it still can; what was written stays.</param>
    /// <returns>The error of the change; or whether it was made: these two may be such that they can only be changed one after the other.</returns>
    /// <exception cref="StoreFailure">A store cannot be written.</exception>
    public virtual Task<Result<bool>> ChangeTogetherAsync(DocumentStore other, string title, Func<StoreTransaction, StoreTransaction, Diagnostic?> change, CancellationToken cancellation) =>
        Task.FromResult<Result<bool>>(false);

    /// <summary>Begins to write what <see cref="ChangeLaterAsync"/> has left; its tasks tell when it is written.</summary>
    public virtual void Flush()
    {
    }

    /// <summary>How a document came to be what it is.</summary>
    /// <param name="reference">Exactly this reference, a link too.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Its changes, the newest first; or <see cref="RolloutRules.NoHistory"/> where none are kept.</returns>
    /// <exception cref="StoreFailure">The store cannot be read.</exception>
    public virtual Task<Result<IReadOnlyList<DocumentChange>>> HistoryAsync(string reference, CancellationToken cancellation) =>
        Task.FromResult<Result<IReadOnlyList<DocumentChange>>>(new Diagnostic(RolloutRules.NoHistory, $"the store {Place} keeps no history")
        {
            Expected = "a store in git, whose commits are the history",
            Fix = "keep the store in git: store.git(URL, branch=\"state\") in repo.ocu.star",
        });

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
