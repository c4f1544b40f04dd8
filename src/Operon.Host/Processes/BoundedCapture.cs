using System.Buffers;
using Operon.Host.Files;
using Operon.Text;

namespace Operon.Host.Processes;

/// <summary>Reads a stream to its end and keeps its beginning.</summary>
internal sealed class BoundedCapture(int limit)
{
    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> kept = new();
    private bool isCut;

    public bool IsCut
    {
        get
        {
            lock (gate) return isCut;
        }
    }

    public ByteString Bytes
    {
        get
        {
            lock (gate) return new ByteString(kept.WrittenSpan.ToArray());
        }
    }

    public async Task FillAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[16 << 10];
        try
        {
            for (var read = await stream.ReadAsync(buffer, cancellation); read > 0; read = await stream.ReadAsync(buffer, cancellation)) Keep(buffer.AsSpan(0, read));
        }
        catch (Exception e) when (FileFailure.Covers(e) || e is OperationCanceledException or ObjectDisposedException)
        {
            // Whoever still holds the other end is not the program that was asked; what it said so far counts.
            return;
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            var room = Math.Min(bytes.Length, limit - kept.WrittenCount);
            kept.Write(bytes[..room]);
            isCut |= room < bytes.Length;
        }
    }
}
