namespace Operon.Host.Linux.Netlink;

/// <summary>How something is asked of the kernel.</summary>
[Flags]
internal enum NetlinkFlags : ushort
{
    /// <summary>Nothing special: no answer is given.</summary>
    None = 0,

    /// <summary>An answer is given on success too.</summary>
    Acknowledge = 4,

    /// <summary>All entries are asked for, from the root on.</summary>
    Root = 0x100,

    /// <summary>When something is asked for: all that match. When something is made: it must not be there already.</summary>
    Exclusive = 0x200,

    /// <summary>Something is made.</summary>
    Create = 0x400,

    /// <summary>Something is added at the end of a list.</summary>
    Append = 0x800,

    /// <summary>All entries are asked for.</summary>
    Dump = Root | Exclusive,

    /// <summary>Something is made; it is an error when it is there already.</summary>
    CreateNew = Create | Exclusive | Acknowledge,
}
