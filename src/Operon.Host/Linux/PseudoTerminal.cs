using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Operon.Host.Linux;

/// <summary>The near end of a terminal: what programs write to the terminal is read here, and what is written here they read.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class PseudoTerminal : IDisposable
{
    private const nuint SetWindowSize = 0x5414;
    private const int InputOutputError = 5;

    private readonly FileStream near;

    internal PseudoTerminal(SafeFileHandle near) => this.near = new FileStream(near, FileAccess.ReadWrite, bufferSize: 0);

    /// <summary>Gives it another size; the programs in its foreground are told.</summary>
    /// <param name="columns">Characters in a line.</param>
    /// <param name="rows">Lines.</param>
    public void Resize(ushort columns, ushort rows)
    {
        var size = new WindowSize { Rows = rows, Columns = columns };
        _ = Control(near.SafeFileHandle, SetWindowSize, ref size);
    }

    /// <summary>What has been written to the terminal: at least a byte, or 0 when everybody has closed it.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        try
        {
            return await near.ReadAsync(buffer);
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
    public void Dispose() => near.Dispose();

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
