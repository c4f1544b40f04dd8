using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>
/// What a path leads to, links followed, and whether that is still inside a directory. It is held by a descriptor: whatever becomes of
/// the path meanwhile, what was judged is what is used.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class RootedEntry : IDisposable
{
    private readonly SafeFileHandle handle;

    private RootedEntry(SafeFileHandle handle, string? path, bool isOutside)
    {
        this.handle = handle;
        Path = path;
        IsOutside = isOutside;
    }

    /// <summary>Where it really is; null where there is nothing.</summary>
    public string? Path { get; }

    /// <summary>Whether it is outside of the directory.</summary>
    public bool IsOutside { get; }

    /// <summary>A path by which this and nothing else is opened as long as this object lives; null where there is nothing.</summary>
    public string? Access => Path is null ? null : AccessTo(handle);

    /// <summary>What it is.</summary>
    public FileKind Kind => Access is { } access ? FileStatus.Find(access) : FileKind.None;

    /// <summary>Follows a path.</summary>
    /// <param name="root">The directory; links may lead to it.</param>
    /// <param name="path">Absolute. May hold anything.</param>
    public static RootedEntry Open(string root, string path)
    {
        var found = Follow(path);
        if (found.IsInvalid) return new RootedEntry(found, null, isOutside: false);
        using var folder = Follow(root);
        var inside = folder.IsInvalid ? root : RealPath(folder);
        var real = RealPath(found);
        return new RootedEntry(found, real, real != inside && !real.StartsWith(inside.TrimEnd('/') + "/", StringComparison.Ordinal));
    }

    internal SafeFileHandle Handle => handle;

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    internal static string AccessTo(SafeFileHandle handle) => $"/proc/self/fd/{handle.DangerousGetHandle()}";

    private static SafeFileHandle Follow(string path) => path.Contains('\0', StringComparison.Ordinal)
        ? new SafeFileHandle(-1, ownsHandle: true)
        : new SafeFileHandle(RootedFile.Open(RootedFile.CurrentDirectory, path, RootedFile.PathOnly, RootedFile.NoMagicLinks), ownsHandle: true);

    private static string RealPath(SafeFileHandle handle) => new FileInfo(AccessTo(handle)).LinkTarget ?? throw LinuxError.Last("readlink");
}
