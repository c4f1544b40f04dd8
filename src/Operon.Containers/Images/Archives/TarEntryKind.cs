namespace Operon.Containers.Images.Archives;

/// <summary>What an entry of an archive is.</summary>
internal enum TarEntryKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>Another name of a file that came before.</summary>
    HardLink,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A directory.</summary>
    Folder,

    /// <summary>A named pipe.</summary>
    Pipe,
}
