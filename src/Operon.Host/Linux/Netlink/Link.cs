namespace Operon.Host.Linux.Netlink;

/// <summary>A link of the network, such as <c>eth0</c>.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Mtu">The largest packet, in bytes.</param>
public sealed record Link(int Index, string Name, int Mtu);
