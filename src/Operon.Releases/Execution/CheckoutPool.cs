using Operon.Releases.Planning;
using Operon.Text;

namespace Operon.Releases.Execution;

/// <summary>The checkouts that a cascade needs, each made once and kept until it ends.</summary>
/// <param name="work">The checkout at hand.</param>
/// <param name="checkouts">Makes the others.</param>
internal sealed class CheckoutPool(Workspace work, ICheckouts checkouts) : IAsyncDisposable
{
    private readonly Dictionary<(string Repository, string Commit), ICheckout> open = [];

    /// <summary>The checkout for some work.</summary>
    /// <returns>It, or why it cannot be made.</returns>
    public async Task<Result<Workspace>> FindAsync(WorkItem item, CancellationToken cancellation)
    {
        var (repository, commit) = (item.Reference.Repository, item.Commit);
        if (commit is null || (repository == work.Repository && commit == work.Commit)) return work;
        if (!open.TryGetValue((repository, commit), out var checkout))
        {
            if (!(await checkouts.OpenAsync(repository, commit, cancellation)).TryGet(out checkout, out var failure)) return failure;
            open[(repository, commit)] = checkout;
        }

        return work with { Packages = checkout.Packages, Repository = repository, Commit = commit };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var checkout in open.Values) await checkout.DisposeAsync();
    }
}
