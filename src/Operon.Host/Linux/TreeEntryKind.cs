namespace Operon.Host.Linux;

/// <summary>What a name in a tree is that an overlay will be made of.</summary>
public enum TreeEntryKind
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A directory.</summary>
    Folder,

    /// <summary>What overlay takes as "there is nothing, whatever lies below": a character device 0, 0.</summary>
    Whiteout,

    /// <summary>A file, link, pipe or device.</summary>
    Other,
}
