using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>
/// The near end of a terminal: what programs write to the terminal is read here, and what is written here they read. A program may leave others
/// behind that keep the terminal open: it is at its end when all is read that was in it when the program ended.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class PseudoTerminal : IDisposable
{
    private const nuint SetWindowSize = 0x5414;
    private const int InputOutputError = 5;

    // More than the kernel keeps of what a terminal was told: 64 KiB on the way, and a page.
    private const int MostHeld = 128 * 1024;

    private readonly FileStream near;
    private readonly EventCounter end = new();
    private readonly CancellationToken ended;
    private readonly CancellationTokenRegistration ending;
    private int? left;

    /// <summary>Takes over a terminal.</summary>
    /// <param name="near">The near end.</param>
    /// <param name="ended">Is cancelled when the program has ended.</param>
    internal PseudoTerminal(SafeFileHandle near, CancellationToken ended)
    {
        this.near = new FileStream(near, FileAccess.ReadWrite, bufferSize: 0);
        this.ended = ended;
        ending = ended.UnsafeRegister(_ => end.Add(), null);
    }

    /// <summary>Gives it another size; the programs in its foreground are told.</summary>
    /// <param name="columns">Characters in a line.</param>
    /// <param name="rows">Lines.</param>
    public void Resize(ushort columns, ushort rows)
    {
        var size = new WindowSize { Rows = rows, Columns = columns };
        _ = Control(near.SafeFileHandle, SetWindowSize, ref size);
    }

    /// <summary>What has been written to the terminal: at least a byte, or 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (left is null && !ended.IsCancellationRequested && !IsReady(0)) await Task.Run(() => IsReady(-1));
        if (ended.IsCancellationRequested) left ??= MostHeld;
        if (left is { } most)
        {
            if (most == 0 || !IsReady(0)) return 0;
            buffer = buffer[..Math.Min(buffer.Length, most)];
        }

        try
        {
            // It does not block, as there is something.
            var read = near.Read(buffer.Span);
            left -= read;
            return read;
        }
        catch (IOException e) when (e.HResult == InputOutputError)
        {
            return 0;
        }
    }

    /// <summary>Types something.</summary>
    /// <exception cref="IOException">Everybody has closed the terminal.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => near.WriteAsync(bytes, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        ending.Dispose();
        near.Dispose();
        end.Dispose();
    }

    // Whether reading would not block, at once or, without a limit, before the program has ended.
    private unsafe bool IsReady(int milliseconds)
    {
        var file = near.SafeFileHandle;
        bool isHeld = false, isEndHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            end.Handle.DangerousAddRef(ref isEndHeld);
            var polled = stackalloc Libc.Polled[2];
            polled[0] = new Libc.Polled { Descriptor = (int)file.DangerousGetHandle(), Asked = Libc.PollReadable };
            polled[1] = new Libc.Polled { Descriptor = (int)end.Handle.DangerousGetHandle(), Asked = Libc.PollReadable };
            while (Libc.Poll(polled, 2, milliseconds) < 0 && Marshal.GetLastPInvokeError() == Libc.InterruptedError) continue;
            return polled[0].Happened != 0;
        }
        finally
        {
            if (isHeld) file.DangerousRelease();
            if (isEndHeld) end.Handle.DangerousRelease();
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle terminal, nuint command, ref WindowSize size);
}
