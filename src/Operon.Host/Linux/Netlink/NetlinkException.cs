namespace Operon.Host.Linux.Netlink;

/// <summary>The kernel refused something about the network. The message has its own words where it gave some.</summary>
public sealed class NetlinkException : IOException
{
    /// <summary><c>EPERM</c>.</summary>
    private const int NotPermitted = 1;

    /// <summary><c>EEXIST</c>.</summary>
    private const int AlreadyThere = 17;

    /// <summary><c>EXFULL</c>.</summary>
    private const int Full = 54;

    internal NetlinkException(string purpose, string reason, int error)
        : base($"{purpose}: {reason}", error)
    {
    }

    /// <summary>Whether a privilege is missing.</summary>
    public bool IsPermission => HResult == NotPermitted;

    /// <summary>Whether what should be made was there already.</summary>
    public bool IsAlreadyThere => HResult == AlreadyThere;

    /// <summary>Whether a bridge has all the ports that it can have.</summary>
    public bool IsFull => HResult == Full;
}
