using System.Buffers;
using Operon.Journal;
using Operon.Runs.Calls;
using Operon.Runs.Events;

namespace Operon.Runs.History;

/// <summary>
/// What calls of a run wrote, byte for byte and in the order in which it was recorded. Holds a few buffers, however much there is; may be
/// read while the run goes on. Not for several threads.
/// </summary>
/// <param name="run">The run. When its events have not been read they are read along with the output, so that the first bytes come at once.</param>
/// <param name="calls">Which calls; null for all.</param>
/// <param name="stream">Which of their streams; null for both.</param>
public sealed class RunOutput(RunRecord run, IReadOnlySet<CallId>? calls, OutputKind? stream) : IDisposable
{
    private const int BufferLength = 64 << 10;
    private const int MostOpen = 64;

    // As the journal knows where every so many-th event begins, going backwards costs no more than going forwards.
    private const int Block = 1024;

    private readonly Dictionary<(CallId Call, OutputKind Stream), OutputReader> open = [];
    private readonly byte[] buffer = new byte[BufferLength];

    /// <summary>How many bytes events name that are not there, of what was copied.</summary>
    public long Missing { get; private set; }

    /// <summary>Copies it to the end as of now.</summary>
    /// <param name="target">Gets the bytes.</param>
    /// <param name="lastLines">Only so many lines at the end; null for all. What follows the last line feed is a line too.</param>
    /// <param name="cancellation">Ends it sooner.</param>
    /// <exception cref="IOException">The disk failed, or the target.</exception>
    public async Task CopyToAsync(Stream target, long? lastLines, CancellationToken cancellation)
    {
        if (lastLines is not null) run.ReadToEnd();
        var (number, skipped) = lastLines is { } lines ? StartOfLast(lines) : (1L, 0L);
        foreach (var (at, written) in run.IsRead ? Ranges(number, run.Tree.LastNumber) : NewRanges()) await CopyAsync(written, at == number ? skipped : 0, target, cancellation);
    }

    /// <summary>Copies what comes after that, as it comes, until the run has ended or has no writer any more.</summary>
    /// <param name="target">Gets the bytes; flushed whenever nothing more is there for now.</param>
    /// <param name="begun">Told of each call that begins before anything of it is copied, so that it can be added to those that were asked for.</param>
    /// <param name="cancellation">Ends it sooner.</param>
    /// <exception cref="IOException">The disk failed, or the target.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task FollowAsync(Stream target, Action<CallStarted> begun, CancellationToken cancellation)
    {
        if (run.Tree.Root is { State: not CallState.Running }) return;
        await foreach (var entry in run.Reader.FollowAsync(run.Tree.LastNumber + 1, () => new ValueTask(target.FlushAsync(cancellation)), cancellation))
        {
            if (!RunEventJson.Read(entry.Payload).TryGet(out var happened, out _)) continue;
            if (happened is CallStarted started) begun(started);
            if (Asked(happened) is { } written) await CopyAsync(written, 0, target, cancellation);
            if (happened is CallEnded { Parent: null }) break;
            if (happened is CallEnded ended) Close(ended.Call);
        }

        await target.FlushAsync(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => CloseAll();

    private async Task CopyAsync(OutputWritten written, long begun, Stream target, CancellationToken cancellation)
    {
        while (begun < written.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = Reader(written).Read(written.Offset + begun, buffer.AsSpan(0, (int)Math.Min(buffer.Length, written.Length - begun)));
            if (read == 0)
            {
                Missing += written.Length - begun;
                break;
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
            begun += read;
        }
    }

    /// <summary>Where the last lines begin: in which event, and after how many of its bytes.</summary>
    private (long Number, long Skipped) StartOfLast(long lines)
    {
        if (lines == 0) return (run.Tree.LastNumber + 1, 0);
        var block = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            // The line feed at the very end closes the last line and begins none.
            var isEnd = true;
            for (var high = run.Tree.LastNumber; high > 0; high = (high - 1) / Block * Block)
            {
                foreach (var (number, written) in Ranges(((high - 1) / Block * Block) + 1, high).Reverse())
                {
                    if (Before(written, block, ref lines, ref isEnd) is { } found) return (number, found);
                }
            }

            return (1, 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private long? Before(OutputWritten written, byte[] block, ref long lines, ref bool isEnd)
    {
        for (long upTo = written.Length; upTo > 0;)
        {
            var start = Math.Max(0, upTo - BufferLength);
            var chunk = block.AsSpan(0, Reader(written).Read(written.Offset + start, block.AsSpan(0, (int)(upTo - start))));
            upTo = start;
            var searched = isEnd && chunk.Length > 0 ? chunk[..^1] : chunk;
            isEnd &= chunk.Length == 0;
            for (var at = searched.LastIndexOf((byte)'\n'); at >= 0; at = searched[..at].LastIndexOf((byte)'\n'))
            {
                if (--lines == 0) return start + at + 1;
            }
        }

        return null;
    }

    private IEnumerable<(long Number, OutputWritten Written)> Ranges(long from, long to)
    {
        foreach (var entry in run.Reader.Scan(from))
        {
            if (entry.Number > to) break;
            if (RunEventJson.Read(entry.Payload).TryGet(out var happened, out _) && Asked(happened) is { } written) yield return (entry.Number, written);
        }
    }

    private IEnumerable<(long Number, OutputWritten Written)> NewRanges()
    {
        while (run.ReadNext() is { } next)
        {
            if (Asked(next.Happened) is { } written) yield return (next.Number, written);
        }
    }

    private OutputWritten? Asked(RunEvent? happened) =>
        happened is OutputWritten written && (stream is null || written.Stream == stream) && calls?.Contains(written.Call) != false ? written : null;

    private OutputReader Reader(OutputWritten written)
    {
        if (open.TryGetValue((written.Call, written.Stream), out var reader)) return reader;
        if (open.Count == MostOpen) CloseAll();
        return open[(written.Call, written.Stream)] = run.Reader.Output(written.Call.ToString(), written.Stream == OutputKind.Stdout ? OutputStream.Stdout : OutputStream.Stderr);
    }

    private void Close(CallId call)
    {
        foreach (var kind in (OutputKind[])[OutputKind.Stdout, OutputKind.Stderr])
        {
            if (open.Remove((call, kind), out var reader)) reader.Dispose();
        }
    }

    private void CloseAll()
    {
        foreach (var reader in open.Values) reader.Dispose();
        open.Clear();
    }
}
