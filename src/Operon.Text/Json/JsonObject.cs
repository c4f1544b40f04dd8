using System.Collections.Immutable;

namespace Operon.Text.Json;

/// <summary>Values by name.</summary>
public sealed class JsonObject : JsonValue
{
    /// <summary>An object of these properties; of two with one name the last counts.</summary>
    public JsonObject(IEnumerable<KeyValuePair<string, JsonValue>> properties)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, JsonValue>(BytewiseComparer.Instance);
        foreach (var (name, value) in properties) builder[name] = value;
        Properties = builder.ToImmutable();
    }

    /// <summary>An object of these properties.</summary>
    public JsonObject(params (string Name, JsonValue Value)[] properties)
        : this(properties.Select(p => new KeyValuePair<string, JsonValue>(p.Name, p.Value)))
    {
    }

    private JsonObject(ImmutableSortedDictionary<string, JsonValue> properties) => Properties = properties;

    /// <summary>An object without properties.</summary>
    public static JsonObject Empty { get; } = new();

    /// <summary>The values, in bytewise order of their names.</summary>
    public ImmutableSortedDictionary<string, JsonValue> Properties { get; }

    /// <inheritdoc/>
    public override JsonValue? this[string property] => Properties.GetValueOrDefault(property);

    /// <summary>The same object with a property more, or another value of it.</summary>
    public JsonObject With(string property, JsonValue value) => new(Properties.SetItem(property, value));

    /// <summary>The same object without a property.</summary>
    public JsonObject Without(string property) => new(Properties.Remove(property));

    /// <inheritdoc/>
    public override bool Equals(JsonValue? other) =>
        other is JsonObject { Properties: var others } && others.Count == Properties.Count && Properties.All(p => others.TryGetValue(p.Key, out var value) && value.Equals(p.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => Properties.Aggregate(Properties.Count, (hash, property) => HashCode.Combine(hash, property.Key, property.Value));

    internal override void WriteTo(CanonicalJsonWriter writer)
    {
        writer.StartObject();
        foreach (var (name, value) in Properties)
        {
            writer.WriteKey(name);
            value.WriteTo(writer);
        }

        writer.EndObject();
    }
}
