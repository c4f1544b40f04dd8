using System.Collections.Immutable;
using System.Net;
using System.Runtime.Versioning;
using Operon.Host.Linux;
using Operon.Text;

namespace Operon.Containers.Networking.Ports;

/// <summary>A port of the machine that leads to a container.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PublishedPort : IAsyncDisposable
{
    /// <summary>Where it is listened at.</summary>
    public ImmutableArray<IPEndPoint> Listening { get; private init; } = [];

    public static Result<ImmutableArray<PublishedPort>> OpenAll(ImmutableArray<PortPublication> publications, IPAddress container, EngineNetworkSettings settings, INetworkPlace router)
    {
        return ImmutableArray<PublishedPort>.Empty;
    }

    public ValueTask DisposeAsync() => default;
}
