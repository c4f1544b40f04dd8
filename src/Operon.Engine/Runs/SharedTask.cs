namespace Operon.Engine.Runs;

/// <summary>Work that several wait for. It is stopped when nobody waits any more.</summary>
/// <typeparam name="T">What comes of it.</typeparam>
/// <param name="start">Begins it.</param>
internal sealed class SharedTask<T>(Func<CancellationToken, Task<T>> start)
    where T : struct
{
    private readonly Lock gate = new();
    private Task<T>? work;
    private Func<Task>? stop;
    private bool isStopped;
    private int waiting;

    /// <summary>Waits for the end.</summary>
    /// <returns>What came of it; null when it was stopped because nobody waited any more, and must be begun anew.</returns>
    public async Task<T?> WaitAsync(CancellationToken cancellation)
    {
        Task<T> shared;
        lock (gate)
        {
            if (isStopped) return null;
            waiting++;
            shared = work ??= BeginAsync();
        }

        try
        {
            return await shared.WaitAsync(cancellation);
        }
        finally
        {
            lock (gate) isStopped = --waiting == 0 && !shared.IsCompleted;
            if (isStopped)
            {
                // The work itself must have ended too: what it needs may be removed next.
                await stop!();
                await ((Task)shared).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Task<T> BeginAsync()
    {
        var source = new CancellationTokenSource();
        stop = source.CancelAsync;
        return Task.Run(() => start(source.Token), CancellationToken.None);
    }
}
