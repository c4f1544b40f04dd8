using System.Net.NetworkInformation;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux.Netlink;

/// <summary>One end of a pair of links.</summary>
/// <param name="Name">Its name, of at most 15 bytes.</param>
/// <param name="Mtu">The largest packet, in bytes.</param>
public sealed record LinkEnd(string Name, int Mtu)
{
    /// <summary>Its hardware address; null: any.</summary>
    public PhysicalAddress? Address { get; init; }

    /// <summary>Number of the bridge that it is a port of.</summary>
    public int? Bridge { get; init; }

    /// <summary>The network namespace that it is made in; null: that of the socket.</summary>
    public SafeFileHandle? Namespace { get; init; }
}
