using System.Collections.Immutable;

namespace Operon.Engine.Tests.Runs;

/// <summary>
/// Lets those who wait go on one at a time. Who it is next, and after how much of everything else, is decided by a list of choices, so that the same
/// list gives the same order as far as threads allow.
/// </summary>
internal sealed class ChosenTurns(ImmutableArray<int> choices)
{
    private const int MostYields = 8;

    private readonly Lock gate = new();
    private readonly List<TaskCompletionSource> waiting = [];
    private TaskCompletionSource arrival = NewSource();
    private int made;

    /// <summary>Ends when it is the caller's turn, or at once when it is stopped.</summary>
    /// <returns>Whether it is its turn.</returns>
    public async Task<bool> NextAsync(CancellationToken stop)
    {
        var turn = NewSource();
        lock (gate)
        {
            waiting.Add(turn);
            arrival.TrySetResult();
        }

        await using (stop.Register(() => turn.TrySetCanceled(stop))) await ((Task)turn.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate) waiting.Remove(turn);
        return turn.Task.IsCompletedSuccessfully;
    }

    /// <summary>Gives turns until the work is done.</summary>
    public async Task DriveAsync(Task work)
    {
        while (!work.IsCompleted)
        {
            var choice = choices[made++ % choices.Length];
            for (var i = choice % MostYields; i > 0; i--) await Task.Yield();
            Task arrived;
            lock (gate)
            {
                if (waiting.Count > 0)
                {
                    var next = waiting[choice % waiting.Count];
                    waiting.Remove(next);
                    next.TrySetResult();
                    continue;
                }

                if (arrival.Task.IsCompleted) arrival = NewSource();
                arrived = arrival.Task;
            }

            await Task.WhenAny(arrived, work);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
