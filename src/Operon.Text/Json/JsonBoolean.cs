namespace Operon.Text.Json;

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed class JsonBoolean : JsonValue
{
    private JsonBoolean(bool value) => Value = value;

    /// <summary><c>true</c>.</summary>
    public static JsonBoolean True { get; } = new(true);

    /// <summary><c>false</c>.</summary>
    public static JsonBoolean False { get; } = new(false);

    /// <summary>Which of the two.</summary>
    public bool Value { get; }

    /// <inheritdoc/>
    public override bool Equals(JsonValue? other) => other is JsonBoolean boolean && boolean.Value == Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    internal override void WriteTo(CanonicalJsonWriter writer) => writer.WriteBoolean(Value);
}
