using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Operon.Host.Linux;
using Operon.Host.Linux.Netlink;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Networking;

/// <summary>
/// A subnet that no other engine uses and the machine has no route to. It is held by a socket with a name in the machine's network
/// namespace: such names are seen exactly by those who share the routes, of whichever user, and end with their process.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SubnetLease : IDisposable
{
    /// <summary>1,022 addresses; a bridge has 1,023 ports.</summary>
    public const int PrefixLength = 22;

    // Off the ways of docker (172.17 and up, 192.168) and podman (10.88), then the rest of what is private.
    private static readonly IPNetwork[] Pools = [IPNetwork.Parse("10.220.0.0/14"), IPNetwork.Parse("172.24.0.0/14"), IPNetwork.Parse("192.168.128.0/17")];

    private readonly Socket held;

    private SubnetLease(IPNetwork subnet, Socket held)
    {
        Subnet = subnet;
        this.held = held;
    }

    /// <summary>The subnet.</summary>
    public IPNetwork Subnet { get; }

    /// <summary>Takes one.</summary>
    /// <param name="host">The machine.</param>
    /// <param name="routes">Where the machine has routes to.</param>
    /// <param name="start">Any positive number: where to begin, so that a subnet just given back is not used again at once.</param>
    public static Result<SubnetLease> Take(INetworkPlace host, IReadOnlyCollection<Route> routes, int start)
    {
        foreach (var pool in Pools)
        {
            var count = 1 << (PrefixLength - pool.PrefixLength);
            for (var i = 0; i < count; i++)
            {
                var subnet = new IPNetwork(pool.At(((start % count + i) % count) << (32 - PrefixLength)), PrefixLength);
                if (routes.Any(r => !r.IsDefault && r.Destination.Overlaps(subnet))) continue;
                if (TryTake(host, subnet) is { } lease) return lease;
            }
        }

        return new Diagnostic(NetworkRules.NoSubnet, $"no subnet is free: the machine has routes to all of {string.Join(", ", Pools)}, or other engines use them")
        {
            Fix = "end other engines, or see whether a route for a smaller network is enough: ip route",
        };
    }

    /// <summary>Gives it back.</summary>
    public void Dispose() => held.Dispose();

    private static SubnetLease? TryTake(INetworkPlace host, IPNetwork subnet)
    {
        var socket = host.Run(() => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint($"\0operon-subnet-{subnet}"));
            return new SubnetLease(subnet, socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
