namespace Operon.Host.Linux.Netlink;

/// <summary>Where on a packet's way through the kernel rules are asked.</summary>
public enum FirewallHook
{
    /// <summary>Packets that the machine passes on.</summary>
    Forward,

    /// <summary>Packets that are about to leave, where their sender can be changed.</summary>
    Leaving,
}
