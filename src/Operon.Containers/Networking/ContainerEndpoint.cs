using System.Collections.Immutable;

namespace Operon.Containers.Networking;

/// <summary>What a container wants of the network.</summary>
/// <param name="Id">Its id, which is a name for others too.</param>
public sealed record ContainerEndpoint(string Id)
{
    /// <summary>The name it has for itself; null: its id.</summary>
    public string? HostName { get; init; }

    /// <summary>Names under which others find it. Several containers may have the same.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Ports of the machine that lead to it.</summary>
    public ImmutableArray<PortPublication> Ports { get; init; } = [];
}
