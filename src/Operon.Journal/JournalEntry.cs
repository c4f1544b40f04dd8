namespace Operon.Journal;

/// <summary>One event as the journal keeps it.</summary>
/// <param name="Number">Its place: from 1, without gaps, over all epochs.</param>
/// <param name="UnixNanoseconds">When it was appended, UTC; never less than that of the event before it in the same epoch.</param>
/// <param name="Epoch">Which writer appended it: 1 for the first, one more for each that went on after it.</param>
/// <param name="Payload">What was appended. May be kept; keeping it holds up to 64 KiB around it.</param>
public readonly record struct JournalEntry(long Number, long UnixNanoseconds, int Epoch, ReadOnlyMemory<byte> Payload)
{
    /// <summary><see cref="UnixNanoseconds"/> to the 100 ns that .NET can tell.</summary>
    public DateTimeOffset Timestamp => DateTimeOffset.UnixEpoch.AddTicks(UnixNanoseconds / TimeSpan.NanosecondsPerTick);
}
