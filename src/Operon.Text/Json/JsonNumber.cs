namespace Operon.Text.Json;

/// <summary>A number; whole ones above 2^53 lose digits.</summary>
public sealed class JsonNumber(double value) : JsonValue
{
    /// <summary>The number, which is finite in what was parsed.</summary>
    public double Value { get; } = value;

    /// <inheritdoc/>
    public override bool Equals(JsonValue? other) => other is JsonNumber number && number.Value.Equals(Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    internal override void WriteTo(CanonicalJsonWriter writer) => writer.WriteNumber(Value);
}
