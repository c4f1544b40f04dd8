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

    /// <summary>
    /// Runs a container to its end. Afterwards no process and no control group of it is left, and its names and ports are free, unless it
    /// is kept; its scratch is removed beside what comes next, at the latest with the runtime.
    /// </summary>
    /// <param name="spec">What to run.</param>
    /// <param name="output">Receives all output before the call ends.</param>
    /// <param name="stop">
    /// Asks the container to end: SIGTERM, after three seconds SIGKILL. Its output is still delivered to the end.
    /// </param>
    /// <returns>How it ended, also after <paramref name="stop"/>; or why it could not be started (<see cref="ContainerRules"/>).</returns>
    Task<Result<ContainerExit>> RunAsync(ContainerSpec spec, IContainerOutput output, CancellationToken stop);

    /// <summary>
    /// Runs a further process, to its end, in a container that runs or was kept. It ends with the container at the latest. Processes
    /// that it leaves in the background stay with a container that runs; in one that was kept they end with it.
    /// </summary>
    /// <param name="id">The container's id.</param>
    /// <param name="exec">What to run.</param>
    /// <param name="output">Receives all that the process writes before the call ends.</param>
    /// <param name="kill">Kills it, and what it has started.</param>
    /// <returns>How it ended, or why it could not be started (<see cref="ContainerRules"/>).</returns>
    Task<Result<ContainerExit>> ExecAsync(string id, ExecSpec exec, IContainerOutput output, CancellationToken kill);

    /// <summary>Removes a container that was kept (<see cref="ContainerExit.IsKept"/>), and ends what runs in it.</summary>
    /// <param name="id">The container's id.</param>
    /// <returns>Whether there was one. It is gone when the call ends.</returns>
    Task<bool> ReleaseAsync(string id);
}
