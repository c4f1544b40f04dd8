using System.Collections.ObjectModel;
using Operon.Text;

namespace Operon.Releases.Stores.Git;

/// <summary>A change that waits to be committed, together with others.</summary>
/// <param name="store">The store that it is for.</param>
/// <param name="title">What it is for.</param>
/// <param name="cancellation">Who made it has given up.</param>
internal abstract class PendingUpdate(GitStore store, string title, CancellationToken cancellation)
{
    public GitStore Store => store;

    public string Title => title;

    public CancellationToken Cancellation => cancellation;

    /// <summary>Files beside the documents, by their paths from the root of the branch.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; init; } = ReadOnlyDictionary<string, byte[]>.Empty;

    /// <summary>Runs it.</summary>
    /// <param name="view">What is there now.</param>
    /// <returns>What it changes; null: it takes no part.</returns>
    public abstract StoreTransaction? Run(DocumentView view);

    /// <summary>What it changes is on the remote, or it changes nothing.</summary>
    public abstract void Succeed();

    /// <summary>It could not be written.</summary>
    public abstract void Fail(Exception reason);
}

/// <summary>A change that tells something.</summary>
/// <typeparam name="T">What it tells.</typeparam>
/// <param name="store">The store that it is for.</param>
/// <param name="title">What it is for.</param>
/// <param name="change">The change.</param>
/// <param name="cancellation">Who made it has given up.</param>
internal sealed class PendingUpdate<T>(GitStore store, string title, Func<StoreTransaction, Result<T>> change, CancellationToken cancellation) : PendingUpdate(store, title, cancellation)
{
    private readonly TaskCompletionSource<Result<T>> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Result<T> result;
    private Exception? thrown;

    public Task<Result<T>> Done => done.Task;

    public override StoreTransaction? Run(DocumentView view)
    {
        thrown = null;
        var transaction = new StoreTransaction(view);
        try
        {
            Cancellation.ThrowIfCancellationRequested();
            result = change(transaction);
            return result.IsOk ? transaction : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It is told to whoever made the change; the changes of others are written all the same.
            thrown = e;
            return null;
        }
    }

    public override void Succeed()
    {
        if (thrown is null) done.TrySetResult(result);
        else Fail(thrown);
    }

    public override void Fail(Exception reason)
    {
        if (reason is OperationCanceledException) done.TrySetCanceled(Cancellation);
        else done.TrySetException(reason);
    }
}
