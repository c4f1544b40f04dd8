using System.Collections.ObjectModel;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores.Git;

/// <summary>A change that waits to be committed, together with others.</summary>
/// <param name="store">The store that it is for.</param>
/// <param name="title">What it is for.</param>
/// <param name="change">The change.</param>
/// <param name="cancellation">Who made it has given up.</param>
internal sealed class PendingUpdate(GitStore store, string title, Func<StoreTransaction, Diagnostic?> change, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<Diagnostic?> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Diagnostic? refused;
    private Exception? thrown;

    public GitStore Store => store;

    public string Title => title;

    public CancellationToken Cancellation => cancellation;

    /// <summary>Files beside the documents, by their paths from the root of the branch.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; init; } = ReadOnlyDictionary<string, byte[]>.Empty;

    /// <summary>The error of the change, when all is over.</summary>
    public Task<Diagnostic?> Done => done.Task;

    /// <summary>Runs it.</summary>
    /// <param name="view">What is there now.</param>
    /// <returns>What it changes; null: it takes no part.</returns>
    public StoreTransaction? Run(DocumentView view)
    {
        thrown = null;
        var transaction = new StoreTransaction(view);
        try
        {
            Cancellation.ThrowIfCancellationRequested();
            refused = change(transaction);
            return refused is null ? transaction : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It is told to whoever made the change; the changes of others are written all the same.
            thrown = e;
            return null;
        }
    }

    /// <summary>What it changes is on the remote, or it changes nothing.</summary>
    public void Succeed()
    {
        if (thrown is null) done.TrySetResult(refused);
        else Fail(thrown);
    }

    /// <summary>It could not be written.</summary>
    public void Fail(Exception reason)
    {
        if (reason is OperationCanceledException) done.TrySetCanceled(Cancellation);
        else done.TrySetException(reason);
    }
}
