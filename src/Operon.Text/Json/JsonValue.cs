using System.Buffers;
using System.Text;
using Operon.Text.Diagnostics;

namespace Operon.Text.Json;

/// <summary>
/// A JSON value. It does not change. Numbers are IEEE doubles and objects have no order, as in Go, so <c>1</c> equals <c>1.0</c>; of two
/// properties with one name the last counts.
/// </summary>
public abstract class JsonValue : IEquatable<JsonValue>
{
    /// <summary>How many arrays and objects may be inside each other in a text that is parsed.</summary>
    public const int MaxDepth = 1_000;

    private protected JsonValue()
    {
    }

    /// <summary>A text.</summary>
    public static implicit operator JsonValue(string text) => new JsonText(text);

    /// <summary>A truth value.</summary>
    public static implicit operator JsonValue(bool value) => value ? JsonBoolean.True : JsonBoolean.False;

    /// <summary>A number.</summary>
    public static implicit operator JsonValue(double value) => new JsonNumber(value);

    /// <summary>Reads a text.</summary>
    /// <param name="text">UTF-8; what is not becomes U+FFFD inside strings.</param>
    /// <returns>The value, or a rule of <see cref="JsonRules"/>.</returns>
    public static Result<JsonValue> Parse(ReadOnlySpan<byte> text)
    {
        var reader = new JsonReader(text, MaxDepth);
        if (!reader.Read()) return reader.Error!;
        if (ReadValue(ref reader) is { } value && !reader.Read() && reader.Error is null) return value;
        return reader.Error!;
    }

    /// <summary>The value as text, with two blanks for each level, or on one line; properties in bytewise order of their names.</summary>
    public byte[] ToUtf8(bool isIndented = false)
    {
        var target = new ArrayBufferWriter<byte>();
        WriteTo(new CanonicalJsonWriter(target, isIndented));
        return target.WrittenSpan.ToArray();
    }

    /// <summary>What a property of an object holds; null for what is no object, and where there is none.</summary>
    public virtual JsonValue? this[string property] => null;

    /// <summary>Its text; null for what is no text.</summary>
    public virtual string? AsText => null;

    /// <inheritdoc/>
    public abstract bool Equals(JsonValue? other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as JsonValue);

    /// <inheritdoc/>
    public abstract override int GetHashCode();

    /// <summary>On one line.</summary>
    public sealed override string ToString() => Encoding.UTF8.GetString(ToUtf8());

    internal abstract void WriteTo(CanonicalJsonWriter writer);

    // Null: the reader knows why.
    private static JsonValue? ReadValue(ref JsonReader reader)
    {
        switch (reader.Token)
        {
            case JsonToken.Null: return JsonNull.Instance;
            case JsonToken.True: return true;
            case JsonToken.False: return false;
            case JsonToken.Number: return reader.Number;
            case JsonToken.String: return reader.Text.ToString();
            case JsonToken.StartArray: return ReadArray(ref reader);
            case JsonToken.StartObject: return ReadObject(ref reader);
            default: return null;
        }
    }

    private static JsonArray? ReadArray(ref JsonReader reader)
    {
        var items = new List<JsonValue>();
        while (reader.Read())
        {
            if (reader.Token == JsonToken.EndArray) return new JsonArray([.. items]);
            if (ReadValue(ref reader) is not { } item) return null;
            items.Add(item);
        }

        return null;
    }

    private static JsonObject? ReadObject(ref JsonReader reader)
    {
        var properties = new List<KeyValuePair<string, JsonValue>>();
        while (reader.Read())
        {
            if (reader.Token == JsonToken.EndObject) return new JsonObject(properties);
            var name = reader.Text.ToString();
            if (!reader.Read() || ReadValue(ref reader) is not { } value) return null;
            properties.Add(new(name, value));
        }

        return null;
    }
}
