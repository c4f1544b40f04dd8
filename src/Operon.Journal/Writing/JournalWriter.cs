using System.Buffers;
using Operon.Host.Files;
using Operon.Journal.Frames;
using Operon.Journal.Storage;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Journal.Writing;

/// <summary>
/// Appends events. Callers put frames into a buffer, where the order is made; one thread writes the buffer as a whole
/// while the next fills. Threads of its own, because callers that wait for room must not starve what makes room.
/// </summary>
internal sealed class JournalWriter
{
    // Beyond this callers wait: a disk that cannot follow must not become memory.
    private const int PendingLimit = 8 << 20;

    // Most runs of a release are told in a few events; a buffer grows with what comes.
    private const int FirstCapacity = 4 << 10;

    private readonly object gate = new();
    private readonly IAppendFile file;
    private readonly TimeProvider clock;
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ArrayBufferWriter<byte> pending = new(FirstCapacity);
    private ArrayBufferWriter<byte> writing = new(FirstCapacity);
    private long lastNumber;
    private long lastTimestamp;
    private Diagnostic? failure;
    private bool closing;

    public JournalWriter(IAppendFile file, long lastNumber, TimeProvider clock)
    {
        this.file = file;
        this.clock = clock;
        this.lastNumber = lastNumber;
        Written = new Watermark(lastNumber);
        new Thread(WriteBatches, maxStackSize: 256 << 10) { IsBackground = true, Name = "journal write" }.Start();
    }

    /// <summary>The last event that is in the kernel.</summary>
    public Watermark Written { get; }

    /// <summary>The last event that has a number.</summary>
    public long LastNumber
    {
        get
        {
            lock (gate) return lastNumber;
        }
    }

    /// <summary>The time that the last event got; 0 before the first.</summary>
    public long LastTimestamp
    {
        get
        {
            lock (gate) return lastTimestamp;
        }
    }

    /// <summary>Why the journal takes no more; null while it does.</summary>
    public Diagnostic? Failure
    {
        get
        {
            lock (gate) return failure;
        }
    }

    /// <summary>Called after each batch with its size in bytes, on the writing thread.</summary>
    public Action<int>? BatchWritten { get; set; }

    public Result<long> Append(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > Frame.MaxPayload)
        {
            return new Diagnostic(JournalRules.EventTooLarge, $"an event of {payload.Length} bytes is too large for the journal") { Expected = $"at most {Frame.MaxPayload} bytes" };
        }

        lock (gate)
        {
            while (pending.WrittenCount >= PendingLimit && failure is null) Monitor.Wait(gate);
            if (failure is not null) return failure;
            if (closing) return new Diagnostic(JournalRules.Closed, "the run's journal is closed");

            // Clocks are set back at times; the history of a run is not.
            lastTimestamp = Math.Max(lastTimestamp, UnixNanoseconds(clock));
            lastNumber++;
            Frame.WriteEvent(pending, lastNumber, lastTimestamp, payload);
            Monitor.PulseAll(gate);
            return lastNumber;
        }
    }

    /// <summary>Takes no more events, and ends when those taken are written or the writing has failed.</summary>
    public Task DrainAsync()
    {
        lock (gate)
        {
            closing = true;
            Monitor.PulseAll(gate);
        }

        return drained.Task;
    }

    /// <summary>From now on nothing is taken; whoever waits is told.</summary>
    public void Fail(Diagnostic reason)
    {
        lock (gate)
        {
            failure ??= reason;
            Monitor.PulseAll(gate);
        }

        Written.End(reason);
    }

    public static long UnixNanoseconds(TimeProvider clock) => (clock.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;

    private void WriteBatches()
    {
        try
        {
            while (TakeBatch(out var last))
            {
                file.Append(writing.WrittenSpan);
                var size = writing.WrittenCount;
                writing.ResetWrittenCount();
                Written.Advance(last);
                BatchWritten?.Invoke(size);
            }
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            Fail(new Diagnostic(JournalRules.WriteFailed, $"the run's journal cannot be written: {FileFailure.Reason(e)}") { Fix = "make room on the disk that holds the data directory, then run again" });
        }

        Written.End(Failure ?? new Diagnostic(JournalRules.Closed, "the run's journal is closed"));
        drained.SetResult();
    }

    private bool TakeBatch(out long last)
    {
        lock (gate)
        {
            while (pending.WrittenCount == 0 && !closing && failure is null) Monitor.Wait(gate);
            last = lastNumber;
            if (pending.WrittenCount == 0 || failure is not null) return false;
            (pending, writing) = (writing, pending);
            Monitor.PulseAll(gate);
            return true;
        }
    }
}
