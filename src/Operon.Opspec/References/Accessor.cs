namespace Operon.Opspec.References;

/// <summary>One step from a value to a part of it.</summary>
/// <param name="Kind">How.</param>
/// <param name="Text">The index or property name, or the path with its leading slash.</param>
public readonly record struct Accessor(AccessorKind Kind, string Text);
