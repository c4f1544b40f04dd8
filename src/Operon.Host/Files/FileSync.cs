using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Operon.Host.Linux;

namespace Operon.Host.Files;

/// <summary>Makes what was written survive a loss of power.</summary>
public static class FileSync
{
    /// <summary>Waits until the bytes of a file, and the length needed to read them, are on the disk (<c>fdatasync</c>).</summary>
    /// <exception cref="IOException">The disk failed; what was written since the last success may be lost.</exception>
    public static void Bytes(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows()) RandomAccess.FlushToDisk(file);
        else if (Libc.DataSync(file) != 0) throw Failure("fdatasync");
    }

    /// <summary>Waits until the names in a folder are on the disk: files created, renamed and removed in it.</summary>
    /// <exception cref="IOException">The folder cannot be opened or the disk failed.</exception>
    public static void Names(string folder)
    {
        // Windows keeps names by a journal of its own.
        if (OperatingSystem.IsWindows()) return;
        using var handle = Libc.OpenHandle(folder, Libc.ReadOnly);
        if (handle.IsInvalid) throw Failure($"open {folder}");
        if (Libc.Sync(handle) != 0) throw Failure($"fsync {folder}");
    }

    private static IOException Failure(string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }
}
