namespace Operon.Containers;

/// <summary>Ports of a container that can be reached at ports of the machine (opspec 1.7, <c>ports</c>).</summary>
/// <param name="ContainerPort">The first port of the container, 1 to 65535.</param>
/// <param name="HostPort">The first port of the machine; 0: one that is free, when there is one port only.</param>
public sealed record PortPublication(int ContainerPort, int HostPort)
{
    /// <summary>How many ports in a row.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What is spoken there.</summary>
    public PortProtocol Protocol { get; init; }

    /// <summary>Whether other machines reach it too, not this one alone.</summary>
    public bool IsOpenToOthers { get; init; }

    /// <summary>Such as <c>8080-8090/tcp</c>.</summary>
    public override string ToString() => $"{(Count > 1 ? $"{HostPort}-{HostPort + Count - 1}" : HostPort)}/{(Protocol == PortProtocol.Udp ? "udp" : "tcp")}";
}
