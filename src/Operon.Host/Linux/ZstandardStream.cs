using Operon.Host.Streams;

namespace Operon.Host.Linux;

/// <summary>Reads what zstd has packed, one frame or several. The memory for it is bounded by the library: a window of at most 128 MiB.</summary>
/// <param name="packed">The packed bytes; owned.</param>
/// <param name="library">Unpacks them.</param>
public sealed class ZstandardStream(Stream packed, Zstandard library) : SequentialReadStream
{
    private readonly byte[] input = new byte[128 << 10];
    private nint stream = library.Create();
    private int start;
    private int end;
    private bool atEnd = true;
    private bool isFull;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (true)
        {
            // A full output may mean that more is waiting inside.
            if (start == end && !isFull)
            {
                (start, end) = (0, await packed.ReadAsync(input, cancellationToken));
                if (end == 0) return atEnd ? 0 : throw new InvalidDataException("the zstd data is cut");
            }

            var (read, written, frameEnded) = library.Decompress(stream, input.AsSpan(start, end - start), buffer.Span);
            start += read;
            if (read > 0 || written > 0) atEnd = frameEnded;
            isFull = written == buffer.Length;
            if (written > 0) return written;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (stream != 0) library.Free(stream);
        stream = 0;
        if (disposing) packed.Dispose();
        base.Dispose(disposing);
    }
}
