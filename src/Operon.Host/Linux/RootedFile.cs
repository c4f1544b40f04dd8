using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>Opens files of a foreign root directory as if it were <c>/</c>: no link in it leads out (<c>openat2</c>, Linux 5.6).</summary>
[UnsupportedOSPlatform("windows")]
public static partial class RootedFile
{
    private const int ReadOnly = 0;
    internal const int PathOnly = 0x200000;
    private const int CloseOnExec = 0x80000;
    private const long OpenAt2 = 437;
    internal const int CurrentDirectory = -100;
    private const ulong ResolveInRoot = 0x10;
    internal const ulong NoMagicLinks = 0x02;

    /// <summary>Reads a regular file below a root.</summary>
    /// <param name="root">The root directory.</param>
    /// <param name="path">A path in it.</param>
    /// <param name="limit">Files with more bytes are not read.</param>
    /// <returns>The bytes; null where there is no such regular file, or it is larger.</returns>
    public static byte[]? TryRead(string root, string path, int limit)
    {
        using var folder = new SafeFileHandle(Open(CurrentDirectory, root, PathOnly, 0), ownsHandle: true);
        if (folder.IsInvalid) return null;
        using var found = new SafeFileHandle(Open((int)folder.DangerousGetHandle(), path, PathOnly, ResolveInRoot | NoMagicLinks), ownsHandle: true);
        if (found.IsInvalid) return null;

        // Opening anything else can do something: a device may be one of the machine, made by a container. What was looked at is opened, whatever
        // is at the path by now.
        var same = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{found.DangerousGetHandle()}");
        if (FileStatus.Find(same) != FileKind.File) return null;
        using var file = new SafeFileHandle(Open(CurrentDirectory, same, ReadOnly, 0), ownsHandle: true);
        if (file.IsInvalid) return null;
        using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
        if (stream.Length > limit) return null;
        var bytes = new byte[stream.Length];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    internal static unsafe int Open(int folder, string path, int flags, ulong resolve)
    {
        var how = new OpenHow { Flags = (ulong)(flags | CloseOnExec), Resolve = resolve };
        return (int)SystemCall(OpenAt2, folder, path, &how, (nuint)sizeof(OpenHow));
    }

    internal static unsafe int Open(int folder, byte* path, int flags, ulong resolve)
    {
        var how = new OpenHow { Flags = (ulong)(flags | CloseOnExec), Resolve = resolve };
        return (int)SystemCall(OpenAt2, folder, path, &how, (nuint)sizeof(OpenHow));
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial long SystemCall(long number, long folder, byte* path, OpenHow* how, nuint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial long SystemCall(long number, long folder, string path, OpenHow* how, nuint size);

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
