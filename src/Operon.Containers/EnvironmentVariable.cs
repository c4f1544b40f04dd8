using Operon.Text;

namespace Operon.Containers;

/// <summary>A variable of a container's environment.</summary>
/// <param name="Name">Not empty, without <c>=</c>.</param>
/// <param name="Value">Any bytes but zero, as far as the runtime can carry them.</param>
public readonly record struct EnvironmentVariable(string Name, ByteString Value);
