using Operon.Text.Diagnostics;

namespace Operon.Journal.Writing;

/// <summary>A number that only rises, and those who wait for it. Ends once, with a reason when by failure.</summary>
internal sealed class Watermark(long start)
{
    private readonly Lock gate = new();
    private long value = start;
    private Diagnostic? end;
    private TaskCompletionSource? change;

    public long Value => Volatile.Read(ref value);

    public void Advance(long to)
    {
        TaskCompletionSource? wake;
        lock (gate)
        {
            if (to <= value) return;
            Volatile.Write(ref value, to);
            (wake, change) = (change, null);
        }

        wake?.SetResult();
    }

    /// <summary>From now on it stands. The first reason counts.</summary>
    public void End(Diagnostic reason)
    {
        TaskCompletionSource? wake;
        lock (gate)
        {
            end ??= reason;
            (wake, change) = (change, null);
        }

        wake?.SetResult();
    }

    /// <summary>Waits until the value is at least <paramref name="target"/>; the reason when it will never be.</summary>
    public async Task<Diagnostic?> ReachAsync(long target, CancellationToken cancellation)
    {
        while (true)
        {
            Task rise;
            lock (gate)
            {
                if (value >= target) return null;
                if (end is not null) return end;
                rise = ChangeAsync();
            }

            await rise.WaitAsync(cancellation);
        }
    }

    /// <summary>Waits until the value is above <paramref name="seen"/>; false when it will never be.</summary>
    public async Task<bool> PassAsync(long seen, CancellationToken cancellation) => await ReachAsync(seen + 1, cancellation) is null;

    private Task ChangeAsync() => (change ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}
