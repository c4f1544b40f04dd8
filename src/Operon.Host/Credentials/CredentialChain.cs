using System.Collections.Immutable;
using Operon.Text;

namespace Operon.Host.Credentials;

/// <summary>Several sources; the first that knows a login counts.</summary>
/// <param name="sources">In the order in which they are asked.</param>
public sealed class CredentialChain(params ImmutableArray<ICredentialSource> sources) : ICredentialSource
{
    /// <inheritdoc/>
    public async Task<Result<Login?>> FindAsync(string resource, CancellationToken cancellation)
    {
        foreach (var source in sources)
        {
            var found = await source.FindAsync(resource, cancellation);
            if (!found.IsOk || found.Value is not null) return found;
        }

        return (Login?)null;
    }
}
