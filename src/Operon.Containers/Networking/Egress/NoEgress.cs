using System.Net;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Networking.Egress;

/// <summary>No way: containers reach one another only, and find so at once.</summary>
/// <param name="problem">Why.</param>
internal sealed class NoEgress(Diagnostic problem) : IEgress
{
    /// <inheritdoc/>
    public IPAddress? Gateway => null;

    /// <inheritdoc/>
    public Diagnostic? Problem => problem;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;
}
