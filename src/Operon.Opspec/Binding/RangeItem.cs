using Operon.Opspec.Values;

namespace Operon.Opspec.Binding;

/// <summary>One item of the range of a loop.</summary>
/// <param name="Key">The index of an array, the property name of an object.</param>
/// <param name="Item">The item, not yet interpreted.</param>
/// <param name="IsFinal">Whether the item is taken as it is, see <see cref="ArrayValue.IsLiteral"/>.</param>
public readonly record struct RangeItem(Value Key, Value Item, bool IsFinal);
