namespace Operon.Opspec.Files;

/// <summary>What is at a location, links followed.</summary>
public enum EntryKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A socket, pipe or device.</summary>
    Other,
}
