using Operon.Containers;
using Operon.Text;

namespace Operon.Engine.Runs;

/// <summary>Gives the container runtime, which is started when the first container needs it: an op without containers needs none.</summary>
/// <param name="start">Starts it; called at most once.</param>
public sealed class RuntimeSource(Func<Task<Result<IContainerRuntime>>> start) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private Task<Result<IContainerRuntime>>? started;
    private Task? closed;

    /// <summary>Begins to start the runtime, which is needed soon; whoever asks for it then waits for less. Does not wait.</summary>
    public void Prepare()
    {
        lock (gate) started ??= Task.Run(start);
    }

    /// <summary>The runtime, or why there is none.</summary>
    public Task<Result<IContainerRuntime>> GetAsync()
    {
        lock (gate) return started ??= start();
    }

    /// <summary>Ends the runtime and what runs in it. Once is enough, twice no harm.</summary>
    public async ValueTask DisposeAsync()
    {
        Task closing;
        lock (gate) closing = closed ??= CloseAsync();
        await closing;
    }

    private async Task CloseAsync()
    {
        if (started is null) return;

        // Whoever asked for a runtime that cannot start has been told why.
        await ((Task)started).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (started.IsCompletedSuccessfully && (await started).TryGet(out var runtime, out _)) await runtime.DisposeAsync();
    }
}
