using System.Collections.Concurrent;

namespace Operon.Containers.Tests.Images.Registries;

/// <summary>A clock whose timers fire at once and tell how long they should have waited.</summary>
public sealed class RecordedTime : TimeProvider
{
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // Short waits are for locks that others hold, and others take their time.
        if (dueTime > TimeSpan.FromMilliseconds(50)) Waits.Enqueue(dueTime);
        return System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.FromMilliseconds(1), period);
    }
}
