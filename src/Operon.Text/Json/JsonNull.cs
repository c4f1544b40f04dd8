namespace Operon.Text.Json;

/// <summary><c>null</c>.</summary>
public sealed class JsonNull : JsonValue
{
    private JsonNull()
    {
    }

    /// <summary>The only one.</summary>
    public static JsonNull Instance { get; } = new();

    /// <inheritdoc/>
    public override bool Equals(JsonValue? other) => other is JsonNull;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;

    internal override void WriteTo(CanonicalJsonWriter writer) => writer.WriteNull();
}
