namespace Operon.Containers;

/// <summary>What a container may use; null where nothing is said.</summary>
/// <param name="Memory">Bytes; a container that needs more is killed.</param>
/// <param name="Cpus">Processors; 0.5 is half of one.</param>
/// <param name="Pids">Processes and threads.</param>
public sealed record ContainerLimits(long? Memory, double? Cpus, long? Pids)
{
    /// <summary>No limits.</summary>
    public static ContainerLimits None { get; } = new(null, null, null);
}
