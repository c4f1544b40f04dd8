using System.Runtime.Versioning;
using Operon.Host.Linux.Netlink;

namespace Operon.Containers.Networking;

/// <summary>What the network of the machine is like.</summary>
/// <param name="Routes">Where it has routes to.</param>
/// <param name="Mtu">The largest packet that goes out to the world, in bytes.</param>
internal sealed record MachineNetwork(IReadOnlyList<Route> Routes, int Mtu)
{
    private const int UsualMtu = 1500;

    /// <summary>Looks at the namespace of the calling thread.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    [UnsupportedOSPlatform("windows")]
    public static MachineNetwork Read()
    {
        using var socket = RouteSocket.Open();
        var routes = socket.ReadRoutes();
        var way = routes.FirstOrDefault(r => r is { IsDefault: true, Link: not 0, HasGateway: true });
        var link = way is null ? null : socket.ReadLinks().FirstOrDefault(l => l.Index == way.Link);
        return new MachineNetwork(routes, link?.Mtu ?? UsualMtu);
    }
}
