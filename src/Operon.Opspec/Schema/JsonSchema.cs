using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Operon.Opspec.Schema.Shapes;

namespace Operon.Opspec.Schema;

/// <summary>Writes the structure of an op.yml as JSON Schema (draft 7), for editors: completion, hover texts, problems while typing.</summary>
public static class JsonSchema
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>The schema as text, ending with a line feed.</summary>
    public static string Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            var definitions = new SortedDictionary<string, Definition>(StringComparer.Ordinal);
            Collect(OpSchema.Op, definitions);
            json.WriteStartObject();
            json.WriteString("$schema", "http://json-schema.org/draft-07/schema#");
            json.WriteString("title", "op.yml");
            json.WriteString("description", "An op: what it takes, what it gives and what it does.");
            WriteShape(json, OpSchema.Op);
            json.WriteStartObject("definitions");
            foreach (var (name, definition) in definitions)
            {
                json.WriteStartObject(name);
                WriteShape(json, definition.Body);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length)) + "\n";
    }

    private static void Collect(Shape shape, SortedDictionary<string, Definition> found)
    {
        switch (shape)
        {
            case Definition definition when found.TryAdd(definition.Name, definition):
                Collect(definition.Body, found);
                break;
            case EitherShape either:
                foreach (var alternative in either.Alternatives) Collect(alternative, found);
                break;
            case ListShape list:
                Collect(list.Item, found);
                break;
            case MapShape map:
                Collect(map.Value, found);
                break;
            case ObjectShape known:
                foreach (var property in known.Properties) Collect(property.Shape, found);
                break;
        }
    }

    private static void WriteShape(Utf8JsonWriter json, Shape shape)
    {
        switch (shape)
        {
            case Definition definition:
                json.WriteString("$ref", $"#/definitions/{definition.Name}");
                break;
            case EitherShape either:
                WriteAlternatives(json, either.Alternatives);
                break;
            case ValueShape value:
                WriteValue(json, value);
                break;
            case ListShape list:
                json.WriteString("type", "array");
                WriteNested(json, "items", list.Item);
                break;
            case MapShape map:
                WriteMap(json, map);
                break;
            case ObjectShape known:
                WriteObject(json, known);
                break;
        }
    }

    private static void WriteNested(Utf8JsonWriter json, string name, Shape shape)
    {
        json.WriteStartObject(name);
        WriteShape(json, shape);
        json.WriteEndObject();
    }

    private static void WriteAlternatives(Utf8JsonWriter json, Shape[] alternatives)
    {
        json.WriteStartArray("anyOf");
        foreach (var alternative in alternatives)
        {
            json.WriteStartObject();
            WriteShape(json, alternative);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, ValueShape shape)
    {
        string[] kinds = [.. shape.Accepts.AsWords()];
        if (kinds.Length == 1) json.WriteString("type", kinds[0]);
        else if (shape.Accepts != Kinds.Any) WriteStrings(json, "type", kinds);
        if (shape.Text is { Words.Length: > 0 } words) WriteStrings(json, "enum", words.Words);
        else if (shape.Text is { } text) json.WriteString("pattern", text.Regex);
        if (shape.IsWhole) json.WriteNumber("multipleOf", 1);
        if (shape.Minimum is { } minimum) json.WriteNumber("minimum", minimum);
    }

    private static void WriteMap(Utf8JsonWriter json, MapShape shape)
    {
        json.WriteString("type", "object");
        if (shape.Key is { } key)
        {
            json.WriteStartObject("propertyNames");
            json.WriteString("pattern", key.Regex);
            json.WriteEndObject();
        }

        WriteNested(json, "additionalProperties", shape.Value);
    }

    private static void WriteObject(Utf8JsonWriter json, ObjectShape shape)
    {
        json.WriteString("type", "object");
        if (!shape.ToleratesOthers) json.WriteBoolean("additionalProperties", false);
        WriteStrings(json, "required", shape.Properties.Where(p => p.IsRequired).Select(p => p.Name));
        if (shape.Choice is { } choice)
        {
            json.WriteStartArray(choice.AllowsSeveral ? "anyOf" : "oneOf");
            foreach (var name in choice.Names)
            {
                json.WriteStartObject();
                WriteStrings(json, "required", [name]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteStartObject("properties");
        foreach (var property in shape.Properties) WriteProperty(json, property);
        json.WriteEndObject();
    }

    private static void WriteProperty(Utf8JsonWriter json, Property property)
    {
        json.WriteStartObject(property.Name);
        json.WriteString("description", property.Description);
        if (property.Instead is { } instead) json.WriteString("deprecationMessage", string.Create(CultureInfo.InvariantCulture, $"deprecated: {instead}"));
        if (property.Shape is Definition definition)
        {
            // Draft 7 ignores everything beside a $ref, so it stands in an allOf.
            json.WriteStartArray("allOf");
            json.WriteStartObject();
            WriteShape(json, definition);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        else
        {
            WriteShape(json, property.Shape);
        }

        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        string[] all = [.. values];
        if (all.Length == 0) return;
        json.WriteStartArray(name);
        foreach (var value in all) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
