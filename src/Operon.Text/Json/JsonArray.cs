using System.Collections.Immutable;

namespace Operon.Text.Json;

/// <summary>Values in their order.</summary>
public sealed class JsonArray(ImmutableArray<JsonValue> items) : JsonValue
{
    /// <summary>An array without items.</summary>
    public static JsonArray Empty { get; } = new([]);

    /// <summary>The values.</summary>
    public ImmutableArray<JsonValue> Items { get; } = items;

    /// <inheritdoc/>
    public override bool Equals(JsonValue? other) => other is JsonArray array && array.Items.SequenceEqual(Items);

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Aggregate(Items.Length, (hash, item) => HashCode.Combine(hash, item.GetHashCode()));

    internal override void WriteTo(CanonicalJsonWriter writer)
    {
        writer.StartArray();
        foreach (var item in Items) item.WriteTo(writer);
        writer.EndArray();
    }
}
