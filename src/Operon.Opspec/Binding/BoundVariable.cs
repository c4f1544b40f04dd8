using Operon.Opspec.Values;

namespace Operon.Opspec.Binding;

/// <summary>A variable of a container's environment.</summary>
/// <param name="Name">Its name; secret where it is a property of a secret object.</param>
/// <param name="Value">Its value.</param>
public sealed record BoundVariable(StringValue Name, StringValue Value);
