using System.Collections.Immutable;

namespace Operon.Opspec.Values;

/// <summary>A list of values. Items of a literal keep their type (files stay files); items from JSON are plain.</summary>
public sealed class ArrayValue(ImmutableArray<Value> items, SecretNames secrets = default) : Value(secrets)
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Array;

    /// <summary>The items in order.</summary>
    public ImmutableArray<Value> Items { get; } = items;

    private protected override Value Copy(SecretNames secrets) => new ArrayValue(Items, secrets);

    private protected override string Describe() => $"[{string.Join(", ", Items)}]";
}
