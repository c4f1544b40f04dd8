using System.Collections.Immutable;
using Operon.Text;

namespace Operon.Opspec.Values;

/// <summary>Values by name, kept in bytewise order of the names, which is the order of everything made from it.</summary>
public sealed class ObjectValue(ImmutableSortedDictionary<ByteString, Value> properties, SecretNames secrets = default) : Value(secrets)
{
    /// <summary>An object without properties.</summary>
    public static ObjectValue Empty { get; } = new(ImmutableSortedDictionary<ByteString, Value>.Empty);

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Object;

    /// <summary>The properties, sorted.</summary>
    public ImmutableSortedDictionary<ByteString, Value> Properties { get; } = properties;

    /// <inheritdoc/>
    public override int Depth { get; } = 1 + properties.Values.Select(p => p.Depth).DefaultIfEmpty().Max();

    private protected override Value Copy(SecretNames secrets) => new ObjectValue(Properties, secrets);

    private protected override string Describe() => $"{{{string.Join(", ", Properties.Select(p => $"{p.Key}: {p.Value}"))}}}";
}
