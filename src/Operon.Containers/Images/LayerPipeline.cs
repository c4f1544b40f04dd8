using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Operon.Content;
using Operon.Content.Blobs;
using Operon.Host.Linux;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Images;

/// <summary>
/// Takes a packed layer apart while it comes in: one task reads and digests it, a second unpacks and digests the archive, a
/// third does with the archive what is to be done. Between them wait at most two times a megabyte.
/// </summary>
internal sealed class LayerPipeline : IDisposable
{
    private const int Segment = 64 << 10;
    private const int LongestMagic = 6;
    private static readonly PipeOptions Options = new(minimumSegmentSize: Segment, pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false);

    private readonly Pipe packed = new(Options);
    private readonly Pipe plain = new(Options);
    private readonly DigestingStream blob;
    private readonly UnpackLimits limits;
    private long unpacked;

    private LayerPipeline(Stream layer, UnpackLimits limits)
    {
        blob = new DigestingStream(layer);
        this.limits = limits;
    }

    private static ReadOnlySpan<byte> GZipMagic => [0x1f, 0x8b];

    private static ReadOnlySpan<byte> ZstandardMagic => [0x28, 0xb5, 0x2f, 0xfd];

    private static ReadOnlySpan<byte> XzMagic => [0xfd, 0x37, 0x7a];

    /// <summary>Runs a layer through.</summary>
    /// <param name="layer">Packed or not, at its start; read asynchronously, and closed afterwards.</param>
    /// <param name="limits">What it may grow to.</param>
    /// <param name="consume">Reads the archive, on a thread of its own; what it leaves is read after it.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The digests of the layer as it came and of the archive.</returns>
    /// <exception cref="ContentException">The layer cannot be had, is packed in an unknown way, or grows too large.</exception>
    /// <exception cref="InvalidDataException">It is not packed rightly.</exception>
    public static async Task<(Digest Blob, Digest Diff)> RunAsync(Stream layer, UnpackLimits limits, Action<Stream> consume, CancellationToken cancellationToken)
    {
        using var pipeline = new LayerPipeline(layer, limits);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = pipeline.ReadAsync(stop.Token);
        var unpacking = Task.Run(() => pipeline.UnpackAsync(stop.Token), CancellationToken.None);
        var consuming = Task.Factory.StartNew(() => pipeline.Consume(consume), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            // Whatever goes wrong travels down the pipes, so the last task tells it; what it finds itself it must tell upwards.
            await consuming;
        }
        catch
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(reading, unpacking)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }

        var digest = await reading;
        return (digest, await unpacking ?? digest);
    }

    /// <inheritdoc/>
    public void Dispose() => blob.Dispose();

    private async Task<Digest> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FillAsync(blob, packed.Writer, null, cancellationToken);
            var digest = await blob.FinishAsync(cancellationToken);
            await packed.Writer.CompleteAsync();
            return digest;
        }
        catch (Exception e)
        {
            await packed.Writer.CompleteAsync(e);
            throw;
        }
    }

    // Null: the layer is not packed, so it has one digest.
    private async Task<Digest?> UnpackAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (archive, isPacked) = await DecompressAsync(cancellationToken);
            await using var source = isPacked ? new DigestingStream(archive) : archive;
            await FillAsync(source, plain.Writer, Check, cancellationToken);
            Digest? digest = source is DigestingStream digesting ? await digesting.FinishAsync(cancellationToken) : null;
            await plain.Writer.CompleteAsync();
            return digest;
        }
        catch (Exception e)
        {
            await plain.Writer.CompleteAsync(e);
            await packed.Reader.CompleteAsync(e);
            throw;
        }
    }

    private void Consume(Action<Stream> consume)
    {
        using var archive = plain.Reader.AsStream();
        consume(archive);
        var rest = new byte[Segment];
        while (archive.Read(rest) > 0)
        {
        }
    }

    private static async Task FillAsync(Stream source, PipeWriter target, Action<long>? check, CancellationToken cancellationToken)
    {
        while (await source.ReadAsync(target.GetMemory(Segment), cancellationToken) is var read and > 0)
        {
            check?.Invoke(read);
            target.Advance(read);
            if ((await target.FlushAsync(cancellationToken)).IsCompleted) return;
        }
    }

    private void Check(long more)
    {
        unpacked += more;
        if (unpacked > limits.Bytes) throw TooLarge($"a layer unpacks to more than {limits.Bytes >> 20} MiB");

        // What is read but not unpacked yet makes the ratio smaller, by no more than a megabyte.
        if (unpacked > limits.RatioFrom && unpacked / limits.Ratio > blob.Count) throw TooLarge($"a layer unpacks to more than {limits.Ratio} times its size");
    }

    private static ContentException TooLarge(string message) => new(new Diagnostic(ImageRules.TooLarge, message) { Fix = "see where the image comes from: such layers are made to fill disks" });

    private async Task<(Stream Archive, bool IsPacked)> DecompressAsync(CancellationToken cancellationToken)
    {
        var read = await packed.Reader.ReadAtLeastAsync(LongestMagic, cancellationToken);
        var compression = Compression(read.Buffer);
        packed.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
        var stream = packed.Reader.AsStream();
        return compression switch
        {
            "" => (stream, false),
            "gzip" => (new GZipStream(stream, CompressionMode.Decompress), true),
            "zstd" when Zstandard.Load() is { } library => (new ZstandardStream(stream, library), true),
            "zstd" => throw new ContentException(new Diagnostic(ImageRules.Compression, "a layer is compressed with zstd, and this machine has no libzstd.so.1")
            {
                Fix = "install libzstd1 (Debian), libzstd (Fedora, Arch), or write the image again with gzip layers",
            }),
            _ => throw new ContentException(new Diagnostic(ImageRules.Compression, $"a layer is compressed with {compression}")
            {
                Expected = "gzip, zstd or no compression",
                Fix = "write the image again with gzip layers",
            }),
        };
    }

    private static string Compression(ReadOnlySequence<byte> beginning)
    {
        Span<byte> start = stackalloc byte[LongestMagic];
        var length = (int)Math.Min(beginning.Length, LongestMagic);
        beginning.Slice(0, length).CopyTo(start);
        start = start[..length];
        return start.StartsWith(GZipMagic) ? "gzip"
            : start.StartsWith(ZstandardMagic) ? "zstd"
            : start.StartsWith(XzMagic) ? "xz"
            : start.StartsWith("BZh"u8) ? "bzip2"
            : "";
    }
}
