using Operon.Opspec.Binding;

namespace Operon.Engine.Planning;

/// <summary>Something of the host that a container would see.</summary>
/// <param name="Path">Where in the container.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Source">What is mounted: a path of the host, or the reference that leads to it.</param>
public sealed record PlannedMount(string Path, BoundMountKind Kind, PlannedText Source);
