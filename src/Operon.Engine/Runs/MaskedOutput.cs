using Operon.Runs.Masking;

namespace Operon.Engine.Runs;

/// <summary>One stream of a container with its secrets hidden. What may be the beginning of one waits at most 100 ms for the rest.</summary>
internal sealed class MaskedOutput : IDisposable
{
    private const int LongestChunk = 32 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    private readonly MaskedStream stream;
    private readonly TimeProvider clock;
    private readonly Action<ReadOnlySpan<byte>> record;
    private readonly Lock gate = new();
    private ITimer? timer;
    private bool ended;
    private IOException? failure;

    public MaskedOutput(SecretMasks masks, TimeProvider clock, Action<ReadOnlySpan<byte>> record)
    {
        stream = new MaskedStream(masks);
        this.clock = clock;
        this.record = record;
    }

    public void Write(ReadOnlySpan<byte> chunk)
    {
        lock (gate)
        {
            if (failure is not null) throw failure;
            Record(stream.Write(chunk));

            // From the first byte that waits: one that was held before has its time running.
            if (stream.Held > 0 && stream.Held <= chunk.Length) Wait();
        }
    }

    /// <summary>Records what is held; nothing follows.</summary>
    public void Complete()
    {
        lock (gate)
        {
            ended = true;
            Record(stream.Flush());
        }
    }

    public void Dispose() => timer?.Dispose();

    private void Wait()
    {
        if (timer is null) timer = clock.CreateTimer(static self => ((MaskedOutput)self!).OutOfTime(), this, LongestWait, Timeout.InfiniteTimeSpan);
        else timer.Change(LongestWait, Timeout.InfiniteTimeSpan);
    }

    private void OutOfTime()
    {
        lock (gate)
        {
            if (ended) return;
            try
            {
                Record(stream.Flush());
            }
            catch (IOException e)
            {
                // Nobody waits here; the next who writes is told.
                failure = e;
            }
        }
    }

    // A mask may be longer than what it hides.
    private void Record(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var length = Math.Min(bytes.Length, LongestChunk);
            record(bytes[..length]);
            bytes = bytes[length..];
        }
    }
}
