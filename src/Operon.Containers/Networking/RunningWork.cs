namespace Operon.Containers.Networking;

/// <summary>Work that goes on beside, such as the connections of a published port, so that its end can be waited for.</summary>
internal sealed class RunningWork
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int count = 1;

    /// <summary>How much there is.</summary>
    public int Count
    {
        get
        {
            lock (gate) return count - 1;
        }
    }

    /// <summary>Starts some.</summary>
    /// <param name="work">Deals with its own failures.</param>
    public void Start(Func<Task> work)
    {
        lock (gate) count++;
        _ = FollowAsync(work);
    }

    /// <summary>Waits until there is none. None is to be started any more.</summary>
    public Task EndAsync()
    {
        Leave();
        return ended.Task;
    }

    private async Task FollowAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        lock (gate)
        {
            if (--count > 0) return;
        }

        ended.TrySetResult();
    }
}
