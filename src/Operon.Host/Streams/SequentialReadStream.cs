namespace Operon.Host.Streams;

/// <summary>
/// A stream that is read from its first byte to its last, and in no other way. One that only waits asynchronously need say no more than
/// <see cref="Stream.ReadAsync(Memory{byte}, CancellationToken)"/>.
/// </summary>
public abstract class SequentialReadStream : Stream
{
    /// <inheritdoc/>
    public sealed override bool CanRead => true;

    /// <inheritdoc/>
    public sealed override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override bool CanWrite => false;

    /// <summary>In bytes, where it is known.</summary>
    /// <exception cref="NotSupportedException">It is not known.</exception>
    public override long Length => throw new NotSupportedException();

    /// <summary>How many bytes were read, where that is counted; it cannot be set.</summary>
    /// <exception cref="NotSupportedException">It is not counted.</exception>
    public sealed override long Position
    {
        get => Done;
        set => throw new NotSupportedException();
    }

    /// <summary>How many bytes were read, where that is counted.</summary>
    protected virtual long Done => throw new NotSupportedException();

    /// <inheritdoc/>
    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">It is read asynchronously only.</exception>
    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public sealed override void Flush()
    {
    }

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
