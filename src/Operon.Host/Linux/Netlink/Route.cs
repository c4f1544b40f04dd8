using System.Net;

namespace Operon.Host.Linux.Netlink;

/// <summary>Where packets to some addresses are sent.</summary>
/// <param name="Destination">The addresses; all of them for the default route.</param>
/// <param name="Link">Number of the link; 0 when there are several or none.</param>
/// <param name="HasGateway">Whether they are sent to a router there.</param>
public sealed record Route(IPNetwork Destination, int Link, bool HasGateway)
{
    /// <summary>Whether it is for all that no other route is for.</summary>
    public bool IsDefault => Destination.PrefixLength == 0;
}
