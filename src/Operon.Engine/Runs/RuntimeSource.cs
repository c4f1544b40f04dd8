using Operon.Containers;
using Operon.Text;

namespace Operon.Engine.Runs;

/// <summary>Gives the container runtime, which is started when the first container needs it: an op without containers needs none.</summary>
/// <param name="start">Starts it; called at most once.</param>
public sealed class RuntimeSource(Func<Task<Result<IContainerRuntime>>> start) : IAsyncDisposable
{
    private readonly Lazy<Task<Result<IContainerRuntime>>> started = new(start);

    /// <summary>The runtime, or why there is none.</summary>
    public Task<Result<IContainerRuntime>> GetAsync() => started.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated && (await started.Value).TryGet(out var runtime, out _)) await runtime.DisposeAsync();
    }
}
