using System.Security.Cryptography;
using Operon.Host.Streams;

namespace Operon.Content.Blobs;

/// <summary>Passes on what is read from another stream and knows the digest and the number of bytes so far.</summary>
public sealed class DigestingStream : SequentialReadStream
{
    private readonly Stream inner;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Reads through to <paramref name="inner"/>, which it owns from now on.</summary>
    public DigestingStream(Stream inner) => this.inner = inner;

    /// <summary>How many bytes went through.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    protected override long Done => Count;

    /// <summary>Reads what is left and gives the digest of the whole. To be called once.</summary>
    public async Task<Digest> FinishAsync(CancellationToken cancellationToken)
    {
        var rest = new byte[16 * 1024];
        while (await ReadAsync(rest, cancellationToken) > 0)
        {
        }

        return Digest.Of(hash);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Add(buffer[..read]);
        return read;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Add(buffer.Span[..read]);
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        Count += bytes.Length;
    }
}
