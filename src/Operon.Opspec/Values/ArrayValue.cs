using System.Collections.Immutable;

namespace Operon.Opspec.Values;

/// <summary>
/// A list of values. Items of a literal keep their type (files stay files) and are final; items that came from JSON are plain
/// data, which commands and loops interpret once more (specification, sections 1.3, 1.7 and 1.10).
/// </summary>
public sealed class ArrayValue(ImmutableArray<Value> items, SecretNames secrets = default, bool isLiteral = false) : Value(secrets)
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Array;

    /// <summary>The items in order.</summary>
    public ImmutableArray<Value> Items { get; } = items;

    /// <inheritdoc/>
    public override int Depth { get; } = 1 + items.Select(i => i.Depth).DefaultIfEmpty().Max();

    /// <summary>Whether it was written as an array in an op.yml, so that its items have been evaluated already.</summary>
    public bool IsLiteral { get; } = isLiteral;

    private protected override Value Copy(SecretNames secrets) => new ArrayValue(Items, secrets, IsLiteral);

    private protected override string Describe() => $"[{string.Join(", ", Items)}]";
}
