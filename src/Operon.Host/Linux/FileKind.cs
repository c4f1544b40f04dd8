namespace Operon.Host.Linux;

/// <summary>The kinds of things in a file system.</summary>
public enum FileKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A Unix socket.</summary>
    Socket,

    /// <summary>A pipe or device.</summary>
    Other,
}
