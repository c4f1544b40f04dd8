using System.Collections.ObjectModel;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores.Git;

/// <summary>A change that waits to be committed, together with others.</summary>
/// <param name="stores">The stores that it is for.</param>
/// <param name="title">What it is for.</param>
/// <param name="change">The change, of a transaction for each of the stores.</param>
/// <param name="cancellation">Who made it has given up.</param>
internal sealed class PendingUpdate(IReadOnlyList<GitStore> stores, string title, Func<IReadOnlyList<StoreTransaction>, Diagnostic?> change, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<Diagnostic?> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Diagnostic? refused;
    private Exception? thrown;

    /// <summary>A change of one store.</summary>
    public PendingUpdate(GitStore store, string title, Func<StoreTransaction, Diagnostic?> change, CancellationToken cancellation)
        : this([store], title, transactions => change(transactions[0]), cancellation)
    {
    }

    public IReadOnlyList<GitStore> Stores => stores;

    public string Title => title;

    public CancellationToken Cancellation => cancellation;

    /// <summary>The branches that it is for.</summary>
    public IEnumerable<GitBranch> Branches => stores.Select(s => s.Branch).Distinct();

    /// <summary>Files beside the documents, by their paths from the root of the branch of the only store.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; init; } = ReadOnlyDictionary<string, byte[]>.Empty;

    /// <summary>The error of the change, when all is over.</summary>
    public Task<Diagnostic?> Done => done.Task;

    /// <summary>Whether it changes more than one branch, as far as it has been run.</summary>
    public bool ChangesSeveral { get; private set; }

    /// <summary>Whether nothing was done because its branches cannot be written together.</summary>
    public bool IsDeclined { get; private set; }

    /// <summary>Runs it.</summary>
    /// <param name="viewOf">What is in a store now.</param>
    /// <returns>What it changes in each store; null: it takes no part.</returns>
    public IReadOnlyList<StoreTransaction>? Run(Func<GitStore, DocumentView> viewOf)
    {
        thrown = null;
        StoreTransaction[] transactions = [.. stores.Select(s => new StoreTransaction(viewOf(s)))];
        try
        {
            Cancellation.ThrowIfCancellationRequested();
            refused = change(transactions);
            ChangesSeveral = Enumerable.Range(0, stores.Count).Where(i => transactions[i].Changes.Count > 0).Select(i => stores[i].Branch).Distinct().Skip(1).Any();
            return refused is null ? transactions : null;
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

    /// <summary>Its branches cannot be written together.</summary>
    public void Decline()
    {
        IsDeclined = true;
        done.TrySetResult(null);
    }

    /// <summary>It could not be written.</summary>
    public void Fail(Exception reason)
    {
        if (reason is OperationCanceledException) done.TrySetCanceled(Cancellation);
        else done.TrySetException(reason);
    }
}
