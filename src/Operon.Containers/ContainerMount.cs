using Operon.Content.Locations;

namespace Operon.Containers;

/// <summary>A directory, file or socket that a container sees at a path of its own and changes in place.</summary>
/// <param name="Source">What it sees. It must exist.</param>
/// <param name="Target">Absolute path in the container, other than <c>/</c>; made there when it is missing.</param>
/// <param name="IsReadOnly">Whether the container must not change it.</param>
public sealed record ContainerMount(Location Source, string Target, bool IsReadOnly = false);
