using Operon.Content;
using Operon.Host.Streams;

namespace Operon.Containers.Images.Registries;

/// <summary>Tells how far the reading of a layer is, each time another megabyte has come.</summary>
internal sealed class CountedStream(Stream inner, Digest layer, long size, IPullProgress progress) : SequentialReadStream
{
    private const long Step = 1 << 20;
    private long done;

    /// <inheritdoc/>
    public override long Length => size;

    /// <inheritdoc/>
    protected override long Done => done;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        if (done / Step != (done + read) / Step) progress.Report(new PullStep.Fetched(layer, done + read, size));
        done += read;
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
