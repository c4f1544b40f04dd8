namespace Operon.Opspec.Binding;

/// <summary>What a mount is of.</summary>
public enum BoundMountKind
{
    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A file.</summary>
    File,

    /// <summary>A socket.</summary>
    Socket,
}
