namespace Operon.Releases.Stores;

/// <summary>
/// Until when owners hold what they have claimed, kept beside the documents, so that the history of a store is not one of claims that were
/// put off (releases, section 3.7).
/// </summary>
public interface ILeases
{
    /// <summary>Says until when an owner holds what it has claimed.</summary>
    /// <exception cref="StoreFailure">The store cannot be written.</exception>
    Task RenewAsync(string owner, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>All owners that have said so, and have not ended in order.</summary>
    /// <exception cref="StoreFailure">The store cannot be reached.</exception>
    Task<IReadOnlyDictionary<string, DateTimeOffset>> FindAsync(IEnumerable<string> owners, CancellationToken cancellation);

    /// <summary>Forgets owners that have ended in no order: those whose time is over, and those of which somebody knows. One that puts its time off meanwhile stays.</summary>
    /// <exception cref="StoreFailure">The store cannot be reached.</exception>
    Task RemoveEndedAsync(Func<string, bool> isKnownToHaveEnded, CancellationToken cancellation);

    /// <summary>Forgets an owner.</summary>
    /// <exception cref="StoreFailure">The store cannot be written.</exception>
    Task EndAsync(string owner, CancellationToken cancellation);
}
