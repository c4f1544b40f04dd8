namespace Operon.Containers.Oci;

/// <summary>
/// Cuts a stream of bytes into chunks: after a newline when one comes within 50 ms of the chunk's first byte, and in
/// any case at 32 KiB. Nothing is lost, added or changed.
/// </summary>
internal sealed class OutputPump
{
    /// <summary>The most bytes of a chunk.</summary>
    public const int LongestChunk = 32 * 1024;

    private static readonly TimeSpan NewlineWait = TimeSpan.FromMilliseconds(50);

    private readonly Func<Memory<byte>, ValueTask<int>> read;
    private readonly Func<ReadOnlyMemory<byte>, ValueTask> receive;
    private readonly TimeProvider time;
    private readonly byte[] buffer = new byte[LongestChunk];
    private long since;
    private int start;
    private int end;

    /// <summary>Prepares it.</summary>
    /// <param name="read">Reads at least a byte, or 0 at the end.</param>
    /// <param name="receive">Takes the next chunk.</param>
    /// <param name="time">The clock.</param>
    public OutputPump(Func<Memory<byte>, ValueTask<int>> read, Func<ReadOnlyMemory<byte>, ValueTask> receive, TimeProvider time)
    {
        this.read = read;
        this.receive = receive;
        this.time = time;
    }

    /// <summary>Passes everything on, to the end of the stream.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            if (start == end)
            {
                start = end = 0;
            }
            else if (end == buffer.Length)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }

            var reading = read(buffer.AsMemory(end));
            var count = reading.IsCompleted || start == end ? await reading : await ReadInTimeAsync(reading.AsTask());
            if (count == 0) break;
            if (start == end) since = time.GetTimestamp();
            end += count;
            await EmitLinesAsync();
        }

        await EmitAsync(end);
    }

    /// <summary>Awaits a read; when it takes too long, what is there goes out first.</summary>
    private async ValueTask<int> ReadInTimeAsync(Task<int> reading)
    {
        using var inTime = new CancellationTokenSource();
        var left = NewlineWait - time.GetElapsedTime(since);
        var waited = left > TimeSpan.Zero ? Task.Delay(left, time, inTime.Token) : Task.CompletedTask;
        if (await Task.WhenAny(reading, waited) != reading) await EmitAsync(end);
        await inTime.CancelAsync();
        return await reading;
    }

    private async ValueTask EmitLinesAsync()
    {
        var newline = buffer.AsSpan(start, end - start).LastIndexOf((byte)'\n');
        if (newline >= 0)
        {
            await EmitAsync(start + newline + 1);
            since = time.GetTimestamp();
        }
        else if (end - start == buffer.Length)
        {
            await EmitAsync(end);
        }
    }

    private async ValueTask EmitAsync(int to)
    {
        if (to == start) return;
        var chunk = buffer.AsMemory(start, to - start);
        start = to;
        await receive(chunk);
    }
}
