using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>The calls of the C library that .NET has no equal for. Constants are those of Linux on 64-bit machines.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class Libc
{
    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    // These two differ between processors.
    public static readonly int NoFollow = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;
    public static readonly int Folder = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;
    public const int CloseOnExec = 0x80000;

    public const int AgainError = 11;
    public const int AccessError = 13;
    public const int NoEntryError = 2;
    public const int InterruptedError = 4;

    public const short PollReadable = 1;

    public const int GetOpenFileLock = 36;
    public const int SetOpenFileLock = 37;
    public const short WriteLock = 1;
    public const short Unlocked = 2;

    public const int EmptyPath = 0x1000;
    public const uint LinkCountMask = 0x4;

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int DataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, int command, ref RecordLock record);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static unsafe partial int Status(SafeFileHandle folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static unsafe partial int Poll(Polled* polled, nuint count, int milliseconds);

    /// <summary>Opens a file without the advisory lock that .NET takes on all it opens.</summary>
    public static SafeFileHandle OpenHandle(string path, int flags, uint mode = 0) => new(Open(path, flags | CloseOnExec, mode), ownsHandle: true);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Polled
    {
        public int Descriptor;
        public short Asked;
        public short Happened;
    }

    /// <summary><c>struct flock</c>: all zero but the type means the whole file.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct RecordLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
