using System.Net;
using Operon.Host.Streams;

namespace Operon.Containers.Images.Registries;

/// <summary>
/// Reads a blob from a registry, from its first byte to its last and no further. A connection that fails is made again from
/// where it was. Reads asynchronously only.
/// </summary>
internal sealed class BlobStream(RegistryClient client, RegistryRequest request, long size) : SequentialReadStream
{
    private const int MostFailures = 5;
    private const long Progress = 1 << 20;

    private HttpResponseMessage? response;
    private Stream? body;
    private long position;
    private long atLastFailure = -Progress;
    private int failures;

    /// <inheritdoc/>
    public override long Length => size;

    /// <inheritdoc/>
    protected override long Done => position;

    /// <summary>Connects.</summary>
    /// <exception cref="ContentException">The registry does not give it.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        Close();
        var sent = await client.SendAsync(request with { From = position }, cancellationToken);
        if (!sent.TryGet(out response, out var failure)) throw new ContentException(failure);
        var isRest = response.StatusCode == HttpStatusCode.PartialContent && position > 0;
        var first = isRest ? response.Content.Headers.ContentRange?.From ?? position : 0;
        if (first > position || (response.StatusCode == HttpStatusCode.PartialContent && position == 0)) throw Wrong("sends another part than it was asked for");
        if (response.Content.Headers.ContentLength is { } length && first + length != size) throw Wrong($"has {first + length} bytes of {request.What}, and its manifest says {size}");
        body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await SkipAsync(position - first, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position >= size || buffer.IsEmpty) return 0;
        if (buffer.Length > size - position) buffer = buffer[..(int)(size - position)];
        while (true)
        {
            string reason;
            try
            {
                if (body is null) await OpenAsync(cancellationToken);
                var read = await ReadBodyAsync(buffer, cancellationToken);
                position += read;
                if (read > 0) return read;
                reason = "the connection was cut";
            }
            catch (Exception e) when (e is not ContentException && (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)))
            {
                reason = e is OperationCanceledException ? "nothing came any more" : RegistryHttp.Reason(e);
            }

            await FailedAsync(reason, cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Close();
        base.Dispose(disposing);
    }

    private async Task FailedAsync(string reason, CancellationToken cancellationToken)
    {
        Close();

        // A registry that cuts every connection after a few bytes is not worth a connection for each of them.
        failures = position - atLastFailure >= Progress ? 1 : failures + 1;
        atLastFailure = position;
        if (failures >= MostFailures) throw new ContentException(new(ImageRules.RegistryUnreachable, $"{request.What} cannot be read from {request.Endpoint.Registry}: {reason}"));
        await client.PauseAsync(failures, null, cancellationToken);
    }

    private async Task SkipAsync(long count, CancellationToken cancellationToken)
    {
        var rest = new byte[64 << 10];
        while (count > 0)
        {
            var read = await ReadBodyAsync(rest.AsMemory(0, (int)Math.Min(rest.Length, count)), cancellationToken);
            if (read == 0) throw new EndOfStreamException();
            count -= read;
        }
    }

    private async ValueTask<int> ReadBodyAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(RegistryBody.LongestSilence);
        return await body!.ReadAsync(buffer, bounded.Token);
    }

    private ContentException Wrong(string what) => new(new(ImageRules.RegistryFailed, $"{request.Endpoint.Registry} {what}"));

    private new void Close()
    {
        body?.Dispose();
        response?.Dispose();
        (body, response) = (null, null);
    }
}
