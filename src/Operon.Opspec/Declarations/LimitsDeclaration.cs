namespace Operon.Opspec.Declarations;

/// <summary>What a container may use; null where nothing is said.</summary>
/// <param name="Memory">Bytes.</param>
/// <param name="Cpus">Processors; 0.5 is half of one.</param>
/// <param name="Pids">Processes and threads.</param>
public sealed record LimitsDeclaration(long? Memory, double? Cpus, long? Pids);
