using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Operon.Host.Linux;

/// <summary>An open file or directory of a tree that is being written.</summary>
[UnsupportedOSPlatform("windows")]
public sealed unsafe partial class TreeFile : IDisposable
{
    private const int InterruptedError = 4;
    private const int NotSupportedError = 95;
    private int handle;

    internal TreeFile(int handle) => this.handle = handle;

    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (var done = 0; done < bytes.Length;)
            {
                var written = WriteCall(handle, start + done, (nuint)(bytes.Length - done));
                if (written >= 0) done += (int)written;
                else if (Marshal.GetLastPInvokeError() != InterruptedError) throw LinuxError.Last("write");
            }
        }
    }

    /// <summary>Goes to another place; what lies between is a hole.</summary>
    public void Seek(long position)
    {
        if (SeekCall(handle, position, 0) < 0) throw LinuxError.Last("seek");
    }

    /// <summary>Sets the length; what is missing is a hole.</summary>
    public void SetLength(long length)
    {
        if (Truncate(handle, length) != 0) throw LinuxError.Last("set the length");
    }

    /// <summary>Sets owner and mode. In this order: a change of the owner takes set-user-id bits and capabilities away.</summary>
    public void SetOwner(TreeAttributes attributes)
    {
        if (ChangeOwner(handle, attributes.User, attributes.Group) != 0) throw LinuxError.Last("change the owner");
        if (ChangeMode(handle, attributes.Mode) != 0) throw LinuxError.Last("set the mode");
    }

    /// <summary>Sets the time; last, because all else changes it.</summary>
    public void SetTime(TreeAttributes attributes)
    {
        var times = stackalloc long[4] { attributes.Seconds, attributes.Nanoseconds, attributes.Seconds, attributes.Nanoseconds };
        if (SetTimes(handle, times) != 0) throw LinuxError.Last("set the time");
    }

    /// <summary>Sets an extended attribute.</summary>
    /// <returns>False where the file system keeps none of that kind.</returns>
    /// <exception cref="IOException">Another reason.</exception>
    public bool TrySetAttribute(string name, ReadOnlySpan<byte> value)
    {
        fixed (byte* start = value)
        {
            if (SetAttribute(handle, name, start, (nuint)value.Length, 0) == 0) return true;
        }

        return Marshal.GetLastPInvokeError() == NotSupportedError ? false : throw LinuxError.Last($"set the attribute {name}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (handle >= 0) _ = Close(handle);
        handle = -1;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteCall(int file, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long SeekCall(int file, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Truncate(int file, long length);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(int file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeMode(int file, uint mode);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static partial int SetTimes(int file, long* times);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetAttribute(int file, string name, byte* value, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
