using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>Mounts and mount namespaces of the calling thread.</summary>
[UnsupportedOSPlatform("windows")]
public static partial class Mount
{
    private const int FileSystemAttributes = 0x200;
    private const int MountNamespace = 0x20000;
    private const ulong Recursive = 0x4000;
    private const ulong Slave = 0x80000;
    private const int Detach = 2;
    private const int NoFollow = 8;
    private const string NeverSynced = ",volatile";

    // Root of a user namespace may not write the attributes that overlay keeps its notes in elsewhere.
    private const string OwnAttributes = ",userxattr";

    // open_tree and move_mount (Linux 5.2), one number on all processors; the C library of Debian 12 has them, older ones do not.
    private const nint OpenTreeCall = 428;
    private const nint MoveMountCall = 429;
    private const nint EmptyPath = 0x1000;
    private const nint CloneTree = 1;
    private const nint FromEmptyPath = 4;
    private const nint WorkingDirectory = -100;

    /// <summary>
    /// Gives the calling thread, and the processes it will start, a mount namespace of their own: mounts made in it
    /// are not seen outside and end with it; those made outside later are still seen inside. The thread must never
    /// go back to the pool.
    /// </summary>
    /// <exception cref="IOException">The kernel refused, as it does when not root.</exception>
    public static void EnterOwnNamespace()
    {
        if (Unshare(FileSystemAttributes | MountNamespace) != 0) throw LinuxError.Last("unshare");
        if (MountCall(null, "/", null, Recursive | Slave, null) != 0) throw LinuxError.Last("make the mounts of / slaves");
    }

    /// <summary>
    /// Mounts an overlay that is thrown away later: what is written to it is never synced to the disk. To be called on a thread in a
    /// namespace of its own (<see cref="EnterOwnNamespace"/>), whose working directory is its own too.
    /// </summary>
    /// <param name="target">An existing directory.</param>
    /// <param name="lower">Read-only directories, the uppermost first.</param>
    /// <param name="upper">Where what is written goes; on the same file system as <paramref name="work"/>.</param>
    /// <param name="work">An empty directory for the kernel; links to the layers come beside it where they are many.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Overlay(string target, IEnumerable<string> lower, string upper, string work)
    {
        var layers = lower.ToList();
        var options = Options(layers.Select(Escape), upper, work);
        if (Encoding.UTF8.GetByteCount(options) < Environment.SystemPageSize)
        {
            Overlay(target, options);
            return;
        }

        // The kernel reads a page of options: the layers get short names, relative to a directory of links.
        var links = Path.Combine(Path.GetDirectoryName(work)!, "lower");
        Directory.CreateDirectory(links);
        for (var i = 0; i < layers.Count; i++) File.CreateSymbolicLink($"{links}/{i}", layers[i]);
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = links;
            Overlay(target, Options(Enumerable.Range(0, layers.Count).Select(i => i.ToString(CultureInfo.InvariantCulture)), upper, work));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    /// <summary>Gives a namespace or another thing of the kernel, known by a descriptor alone, a path too.</summary>
    /// <param name="thing">The open descriptor.</param>
    /// <param name="target">An existing file.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Bind(SafeFileHandle thing, string target)
    {
        using var tree = new SafeFileHandle((int)OpenTree(OpenTreeCall, thing, "", EmptyPath | CloneTree | Libc.CloseOnExec), ownsHandle: true);
        if (tree.IsInvalid) throw LinuxError.Last("open_tree");
        if (MoveTree(MoveMountCall, tree, "", WorkingDirectory, target, FromEmptyPath) != 0) throw LinuxError.Last($"mount at {target}");
    }

    /// <summary>Covers a directory with an empty one in memory.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Empty(string target)
    {
        if (MountCall("tmpfs", target, "tmpfs", 0, "size=4k,mode=755") != 0) throw LinuxError.Last($"mount tmpfs at {target}");
    }

    /// <summary>Takes a mount out of sight at once; it ends when nobody uses it any more.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool TryUnmount(string target) => UnmountCall(target, Detach | NoFollow) == 0;

    private static string Options(IEnumerable<string> lower, string upper, string work) =>
        $"lowerdir={string.Join(':', lower)},upperdir={Escape(upper)},workdir={Escape(work)}{(UserNamespace.IsInside ? OwnAttributes : "")}{NeverSynced}";

    private static void Overlay(string target, string options)
    {
        if (MountCall("overlay", target, "overlay", 0, options) == 0) return;

        // Kernels before 5.10 do not know `volatile`.
        if (MountCall("overlay", target, "overlay", 0, options[..^NeverSynced.Length]) != 0) throw LinuxError.Last($"mount overlay at {target}");
    }

    private static string Escape(string path) => path.Replace("\\", "\\\\").Replace(":", "\\:").Replace(",", "\\,");

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountCall(string? source, string target, string? type, ulong flags, string? options);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenTree(nint call, SafeFileHandle folder, string path, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint MoveTree(nint call, SafeFileHandle from, string fromPath, nint toFolder, string to, nint flags);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnmountCall(string target, int flags);
}
