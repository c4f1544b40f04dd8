using System.Runtime.Versioning;
using Operon.Host.Linux;

namespace Operon.Host.Files;

/// <summary>Copies files and directories as they are: modes are kept, links stay links, and file systems that can share the bytes do.</summary>
[UnsupportedOSPlatform("windows")]
public static class FolderCopy
{
    private const UnixFileMode Writable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Copies.</summary>
    /// <param name="source">A file or a directory; absolute.</param>
    /// <param name="target">What the copy is to be called; nothing is there yet. The directories above it are made (mode 0700).</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="IOException">Something could not be read or written, or is neither file, directory nor link.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static void Copy(string source, string target, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!, Writable);
        var directories = new Stack<(DirectoryInfo From, string To)>();
        var modes = new List<(string Path, UnixFileMode Mode)>();
        CopyEntry(Directory.Exists(source) ? new DirectoryInfo(source) : new FileInfo(source), target, directories);
        while (directories.TryPop(out var next))
        {
            // Its own mode may forbid to write to it, so it comes when all is there.
            Directory.CreateDirectory(next.To, Writable);
            modes.Add((next.To, next.From.UnixFileMode));
            foreach (var entry in next.From.EnumerateFileSystemInfos())
            {
                cancellation.ThrowIfCancellationRequested();
                CopyEntry(entry, Path.Join(next.To, entry.Name), directories);
            }
        }

        foreach (var (path, mode) in Enumerable.Reverse(modes)) File.SetUnixFileMode(path, mode);
    }

    private static void CopyEntry(FileSystemInfo entry, string target, Stack<(DirectoryInfo From, string To)> directories)
    {
        if (entry.LinkTarget is { } link) File.CreateSymbolicLink(target, link);
        else if (entry is DirectoryInfo directory) directories.Push((directory, target));
        else if (FileStatus.Find(entry.FullName) != FileKind.File) throw new IOException($"{entry.FullName} is neither a file nor a directory nor a link");
        else File.Copy(entry.FullName, target);
    }
}
