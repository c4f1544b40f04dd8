using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Operon.Runs.Events;

/// <summary>
/// Where in the bytes of an event the value of each property stands, found in one pass; what it means is asked for afterwards. Of a
/// property that stands there twice the last counts.
/// </summary>
/// <remarks>
/// A value that is missing, or of another type, is a <see cref="FormatException"/>. Opening a run reads hundreds of thousands of events,
/// so nothing is allocated but what is asked for.
/// </remarks>
internal readonly ref struct EventFields
{
    // As the enum, by name: as text, and as it begins a property.
    private static readonly byte[][] Names = [.. Enum.GetNames<EventProperty>().Select(name => Encoding.UTF8.GetBytes(JsonNamingPolicy.CamelCase.ConvertName(name)))];
    private static readonly byte[][] Beginnings = [.. Names.Select(name => (byte[])[.. "\""u8, .. name, .. "\":"u8])];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Values and chains of errors nest more deeply than the library's default of 64.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = Operon.Text.Json.JsonReader.DefaultMaxDepth };
    private static readonly JsonReaderOptions Inside = new() { MaxDepth = Options.MaxDepth - 1 };

    private readonly ReadOnlyMemory<byte> bytes;
    private readonly Table fields;

    /// <summary>Looks through an event.</summary>
    /// <exception cref="JsonException">It is not one JSON value.</exception>
    /// <exception cref="FormatException">It is no object.</exception>
    public EventFields(ReadOnlyMemory<byte> bytes)
    {
        this.bytes = bytes;
        if (FindInUsualForm(bytes.Span, ref fields)) return;
        fields = default;
        Find(bytes.Span, ref fields);
    }

    private enum Kind : byte
    {
        Missing,
        Text,
        EscapedText,
        Number,
        Null,
        Other,
    }

    /// <summary>Whether it is there.</summary>
    public bool Has(EventProperty property) => fields[(int)property].Kind != Kind.Missing;

    /// <summary>A text.</summary>
    public string Text(EventProperty property) => OptionalText(property) ?? throw Wrong(property);

    /// <summary>A text; null when it is missing or null.</summary>
    public string? OptionalText(EventProperty property)
    {
        var field = fields[(int)property];
        return field.Kind switch
        {
            Kind.Text => Utf8.GetString(Between(field)),
            Kind.EscapedText => Unescaped(field),
            Kind.Missing or Kind.Null => null,
            _ => throw Wrong(property),
        };
    }

    /// <summary>A text of which many events have the same; null when it is missing or null.</summary>
    /// <param name="property">Which.</param>
    /// <param name="texts">Keeps it; null to make it anew.</param>
    public string? OptionalText(EventProperty property, SharedTexts? texts)
    {
        var field = fields[(int)property];
        return texts is not null && field.Kind == Kind.Text ? texts.Of(Between(field)) : OptionalText(property);
    }

    /// <summary>Whether a text is this one.</summary>
    public bool Is(EventProperty property, ReadOnlySpan<byte> text)
    {
        var field = fields[(int)property];
        return field.Kind switch
        {
            Kind.Text => Between(field).SequenceEqual(text),
            Kind.EscapedText => Unescaped(field) == Utf8.GetString(text),
            _ => throw Wrong(property),
        };
    }

    /// <summary>A text of which many events have the same.</summary>
    /// <param name="property">Which.</param>
    /// <param name="texts">Keeps it; null to make it anew.</param>
    public string Text(EventProperty property, SharedTexts? texts) => OptionalText(property, texts) ?? throw Wrong(property);

    /// <summary>The id of a call.</summary>
    public CallId Id(EventProperty property)
    {
        var field = fields[(int)property];
        var id = field.Kind == Kind.Text ? CallId.Parse(Between(field)) : CallId.Parse(Text(property));
        return id ?? throw new FormatException($"'{NameOf(property)}' is no id");
    }

    /// <summary>The id of a call; null when it is missing.</summary>
    public CallId? OptionalId(EventProperty property) => Has(property) ? Id(property) : null;

    /// <summary>A whole number.</summary>
    public long Integer(EventProperty property)
    {
        var field = fields[(int)property];
        var digits = bytes.Span.Slice(field.Start, field.Length);
        return field.Kind == Kind.Number && Utf8Parser.TryParse(digits, out long number, out var read) && read == digits.Length ? number : throw Wrong(property);
    }

    /// <summary>A whole number of 32 bits.</summary>
    public int SmallInteger(EventProperty property) => Integer(property) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw Wrong(property);

    /// <summary>A value as it stands there, a part of the event's bytes; empty when it is missing.</summary>
    public ReadOnlyMemory<byte> Raw(EventProperty property)
    {
        var field = fields[(int)property];
        if (field.Kind == Kind.Missing) return default;
        var raw = bytes.Slice(field.Start, field.Length);
        return System.Text.Unicode.Utf8.IsValid(raw.Span) ? raw : throw Wrong(property);
    }

    /// <summary>
    /// Finds the values of an event that looks as this program writes it: no white space, known properties, nothing escaped in texts. One
    /// byte at a time, because texts are short, and because that is compiled ahead: opening a run is often all that a process does.
    /// </summary>
    /// <returns>False for an event of any other form.</returns>
    private static bool FindInUsualForm(ReadOnlySpan<byte> bytes, ref Table fields)
    {
        if (bytes.Length < 2 || bytes[0] != '{') return false;
        for (var (at, next) = (1, 0); ;)
        {
            var property = Beginning(bytes[at..], next);
            if (property < 0) return false;
            next = property + 1;
            at += Beginnings[property].Length;
            var (length, kind) = Value(bytes[at..]);
            fields[property] = new Field(at, length, kind);
            at += length;
            if (kind == Kind.Missing || at >= bytes.Length) return false;
            if (bytes[at] == '}') return at == bytes.Length - 1;
            if (bytes[at] != ',') return false;
            at++;
        }
    }

    // Events are written in the order of the table, so the next one it is, or one soon after.
    private static int Beginning(ReadOnlySpan<byte> bytes, int expected)
    {
        for (var i = expected; i < Beginnings.Length; i++)
        {
            if (bytes.StartsWith(Beginnings[i])) return i;
        }

        return -1;
    }

    private static (int Length, Kind Kind) Value(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return (0, Kind.Missing);
        switch (bytes[0])
        {
            case (byte)'"':
                for (var at = 1; at < bytes.Length; at++)
                {
                    if (bytes[at] == '"') return (at + 1, Kind.Text);
                    if (bytes[at] is (byte)'\\' or < (byte)' ') break;
                }

                return (0, Kind.Missing);
            case >= (byte)'1' and <= (byte)'9':
                var digits = 1;
                while (digits < bytes.Length && bytes[digits] is >= (byte)'0' and <= (byte)'9') digits++;
                return (digits, Kind.Number);
            case (byte)'0':
                return (1, Kind.Number);
            case (byte)'{' when bytes.Length > 1 && bytes[1] == '}':
                return (2, Kind.Other);
            case (byte)'{':
                var json = new Utf8JsonReader(bytes, Inside);
                json.Read();
                json.Skip();
                return ((int)json.BytesConsumed, Kind.Other);
            default:
                return (0, Kind.Missing);
        }
    }

    private static void Find(ReadOnlySpan<byte> bytes, ref Table fields)
    {
        var json = new Utf8JsonReader(bytes, Options);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) throw new FormatException("it is no object");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var property = 0;
            while (property < Names.Length && !json.ValueTextEquals(Names[property])) property++;
            json.Read();
            var start = (int)json.TokenStartIndex;
            var kind = json.ValueIsEscaped ? Kind.EscapedText : Of(json.TokenType);
            json.Skip();
            if (property < Names.Length) fields[property] = new Field(start, (int)json.BytesConsumed - start, kind);
        }

        // Complains of what follows.
        json.Read();
    }

    private static Kind Of(JsonTokenType token) => token switch
    {
        JsonTokenType.String => Kind.Text,
        JsonTokenType.Number => Kind.Number,
        JsonTokenType.Null => Kind.Null,
        _ => Kind.Other,
    };

    private static string NameOf(EventProperty property) => Utf8.GetString(Names[(int)property]);

    private ReadOnlySpan<byte> Between(Field field) => bytes.Span.Slice(field.Start + 1, field.Length - 2);

    private string Unescaped(Field field)
    {
        var json = new Utf8JsonReader(bytes.Span.Slice(field.Start, field.Length));
        json.Read();
        return json.GetString()!;
    }

    private FormatException Wrong(EventProperty property) => new($"'{NameOf(property)}' is {fields[(int)property].Kind switch
    {
        Kind.Missing => "missing",
        Kind.Null => "null",
        _ => "not what it should be",
    }}");

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Field(int Start, int Length, Kind Kind);

    [InlineArray((int)EventProperty.Outputs + 1)]
    private struct Table
    {
        private Field first;
    }
}
