using System.Runtime.InteropServices;
using System.Runtime.Versioning;
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

    /// <summary>Mounts an overlay that is thrown away later: what is written to it is never synced to the disk.</summary>
    /// <param name="target">An existing directory.</param>
    /// <param name="lower">Read-only directories, the uppermost first.</param>
    /// <param name="upper">Where what is written goes; on the same file system as <paramref name="work"/>.</param>
    /// <param name="work">An empty directory for the kernel.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Overlay(string target, IEnumerable<string> lower, string upper, string work)
    {
        // Root of a user namespace may not write the attributes that overlay keeps its notes in elsewhere.
        var own = UserNamespace.IsInside ? ",userxattr" : "";
        var options = $"lowerdir={string.Join(':', lower.Select(Escape))},upperdir={Escape(upper)},workdir={Escape(work)}{own}";
        if (MountCall("overlay", target, "overlay", 0, options + ",volatile") == 0) return;

        // Kernels before 5.10 do not know `volatile`.
        if (MountCall("overlay", target, "overlay", 0, options) != 0) throw LinuxError.Last($"mount overlay at {target}");
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
