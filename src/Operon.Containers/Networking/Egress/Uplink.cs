using System.Collections.Immutable;
using System.Net;
using System.Runtime.Versioning;
using Operon.Host.Linux;
using Operon.Host.Linux.Netlink;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Networking.Egress;

/// <summary>The way over the machine itself, as root: a link between the bridge and the machine, which is the gateway and translates addresses.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Uplink : IEgress
{
    private readonly INetworkPlace host;
    private readonly string link;

    private Uplink(INetworkPlace host, string link, IPAddress gateway)
    {
        this.host = host;
        this.link = link;
        Gateway = gateway;
    }

    /// <inheritdoc/>
    public IPAddress Gateway { get; }

    /// <inheritdoc/>
    public Diagnostic? Problem { get; private init; }

    /// <inheritdoc/>
    public ImmutableArray<HostTrace> Traces { get; private init; } = [];

    /// <summary>Sets it up.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static async Task<IEgress> CreateAsync(EngineNetworkSettings settings, string id, IPNetwork subnet, IPAddress gateway, Router router)
    {
        var name = $"operon{id}";
        await Task.Yield();
        settings.Host.Run(() =>
        {
            using var machine = NetworkNamespace.OpenCurrent();
            router.AddUplink(name, machine);
            KernelSetting.TryWrite($"net/ipv6/conf/{name}/disable_ipv6", "1");
            using var socket = RouteSocket.Open();
            socket.Configure(socket.FindLink(name)!.Index, gateway, subnet.PrefixLength, gateway: null);
            return true;
        });
        return new Uplink(settings.Host, name, gateway);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        host.Run(() =>
        {
            using var socket = RouteSocket.Open();
            return socket.RemoveLink(link);
        });
        return default;
    }
}
