using Operon.Host.Linux;
using Operon.Host.Owners;

namespace Operon.Containers.Networking;

/// <summary>Where and how the network of an engine is set up.</summary>
public sealed record EngineNetworkSettings
{
    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The user's <c>PATH</c>, for <c>iptables</c> and <c>slirp4netns</c>.</summary>
    public string? SearchPath { get; init; }

    /// <summary>Removes from the machine what the kernel would keep if this process were killed; null: the engine that starts next does.</summary>
    public Reaper? Reaper { get; init; }

    /// <summary>The network of the machine.</summary>
    public INetworkPlace Host { get; init; } = OwnNetwork.Instance;

    /// <summary>Tells which name servers the machine uses.</summary>
    public string ResolverFile { get; init; } = "/etc/resolv.conf";
}
