namespace Operon.Text.Json;

/// <summary>A text.</summary>
public sealed class JsonText(string text) : JsonValue
{
    /// <inheritdoc/>
    public override string AsText { get; } = text;

    /// <inheritdoc/>
    public override bool Equals(JsonValue? other) => other is JsonText && other.AsText == AsText;

    /// <inheritdoc/>
    public override int GetHashCode() => AsText.GetHashCode(StringComparison.Ordinal);

    internal override void WriteTo(CanonicalJsonWriter writer) => writer.WriteString(AsText);
}
