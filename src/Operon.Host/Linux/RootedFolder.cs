using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>Makes folders inside a directory that others may write: no link makes them come to lie outside of it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RootedFolder : IDisposable
{
    private const ulong NoLinks = 0x04;
    private const int NotAFolder = 20;
    private const int CrossesOver = 18;
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly SafeFileHandle handle;

    private RootedFolder(SafeFileHandle handle) => this.handle = handle;

    /// <summary>A path to the folder, whatever becomes of its own path, as long as this object lives.</summary>
    public string Access => RootedEntry.AccessTo(handle);

    /// <summary>Makes a folder and those above it, each with mode 0700, unless they are there.</summary>
    /// <param name="root">The directory that they must not leave.</param>
    /// <param name="path">Absolute.</param>
    /// <exception cref="IOException">It cannot be made, or would lie outside.</exception>
    /// <exception cref="ArgumentException">The path holds a zero byte.</exception>
    public static RootedFolder Create(string root, string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("the path holds a zero byte", nameof(path));

        // What is there is found whole, so that links of the user on the way keep working; only what is missing is made step by step.
        var missing = new Stack<string>();
        var entry = RootedEntry.Open(root, path);
        for (var at = path; entry.Path is null && Path.GetDirectoryName(at) is { } above; at = above)
        {
            missing.Push(Path.GetFileName(at));
            entry.Dispose();
            entry = RootedEntry.Open(above.Length < root.Length ? above : root, above);
        }

        if (entry.IsOutside || entry.Kind != FileKind.Directory)
        {
            using (entry) throw entry.IsOutside ? new IOException($"a link leads to {entry.Path}, outside of {root}", CrossesOver) : new IOException($"{entry.Path} is not a directory", NotAFolder);
        }

        var folder = new RootedFolder(entry.Handle);
        while (missing.TryPop(out var name)) folder = folder.Step(name);
        return folder;
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private RootedFolder Step(string name)
    {
        using (this)
        {
            Directory.CreateDirectory($"{Access}/{name}", Mode);
            var made = new RootedFolder(new SafeFileHandle(RootedFile.Open((int)handle.DangerousGetHandle(), name, RootedFile.PathOnly, NoLinks), ownsHandle: true));
            if (!made.handle.IsInvalid && FileStatus.Find(made.Access) == FileKind.Directory) return made;
            made.Dispose();
            throw new IOException($"{name} is a link or not a directory", NotAFolder);
        }
    }
}
