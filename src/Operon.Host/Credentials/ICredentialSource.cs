using Operon.Text;

namespace Operon.Host.Credentials;

/// <summary>Knows logins by what they are for.</summary>
public interface ICredentialSource
{
    /// <summary>Finds a login.</summary>
    /// <param name="resource">Host and path without a scheme, such as <c>docker.io/library/alpine</c> or <c>github.com/me/op</c>.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The login; null when there is none; a diagnostic when there may be one that cannot be read.</returns>
    Task<Result<Login?>> FindAsync(string resource, CancellationToken cancellation);
}
