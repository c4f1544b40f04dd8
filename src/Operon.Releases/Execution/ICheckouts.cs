using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>Makes checkouts of other commits and repositories, which are gone when they are disposed of (releases, section 5.4).</summary>
public interface ICheckouts
{
    /// <summary>Checks a commit out, apart from the checkout at hand.</summary>
    /// <returns>What the work on it is done with, or why it cannot be checked out.</returns>
    Task<Result<ICheckout>> OpenAsync(string repository, string commit, CancellationToken cancellation);

    /// <summary>Looks whether a commit can be checked out, before something is written that needs it.</summary>
    /// <returns>Null, or why it cannot.</returns>
    Task<Diagnostic?> LookAsync(string repository, string commit, CancellationToken cancellation);
}
