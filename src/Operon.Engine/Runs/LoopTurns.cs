namespace Operon.Engine.Runs;

/// <summary>The iterations of one parallel loop, as far as they wait for turns. Guarded by its <see cref="ContainerSlots"/>.</summary>
internal sealed class LoopTurns
{
    private readonly Queue<TaskCompletionSource> waiting = new();

    /// <summary>How many have their turn.</summary>
    public int Running { get; set; }

    /// <summary>Lines up.</summary>
    public TaskCompletionSource LineUp()
    {
        var place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Enqueue(place);
        return place;
    }

    /// <summary>Gives the next its turn; false when nobody waits any more.</summary>
    public bool Next()
    {
        while (waiting.TryDequeue(out var place))
        {
            // Who was killed does not wait any more.
            if (!place.TrySetResult()) continue;
            Running++;
            return true;
        }

        return false;
    }
}
