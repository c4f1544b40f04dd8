using Operon.Text;

namespace Operon.Containers;

/// <summary>
/// Runs containers. The one place where the engine meets container technology; every implementation passes the same
/// contract tests. Safe for concurrent use.
/// </summary>
public interface IContainerRuntime : IAsyncDisposable
{
    /// <summary>What it can do.</summary>
    RuntimeCapabilities Capabilities { get; }

    /// <summary>Runs a container to its end. Afterwards nothing of it is left: no process, mount, cgroup or scratch.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="output">Receives all output before the call ends.</param>
    /// <param name="stop">
    /// Asks the container to end: SIGTERM, after three seconds SIGKILL. Its output is still delivered to the end.
    /// </param>
    /// <returns>How it ended, also after <paramref name="stop"/>; or why it could not be started (<see cref="ContainerRules"/>).</returns>
    Task<Result<ContainerExit>> RunAsync(ContainerSpec spec, IContainerOutput output, CancellationToken stop);
}
