namespace Operon.Host.Linux.Netlink;

/// <summary>The parts of the kernel that a socket can speak to.</summary>
internal enum NetlinkFamily
{
    /// <summary>Links, addresses and routes (<c>rtnetlink(7)</c>).</summary>
    Route = 0,

    /// <summary>The firewall.</summary>
    Netfilter = 12,
}
