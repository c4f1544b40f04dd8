namespace Operon.Host.Linux.Netlink;

/// <summary>Looks at an entry that the kernel sent.</summary>
/// <param name="content">Its fixed head, then its attributes; valid during the call.</param>
internal delegate void NetlinkVisitor(ReadOnlySpan<byte> content);
