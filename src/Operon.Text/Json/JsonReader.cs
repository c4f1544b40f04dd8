using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using Operon.Text.Diagnostics;

namespace Operon.Text.Json;

/// <summary>
/// Reads JSON text token by token: standard JSON with white space around it and nothing else after it. It needs no
/// stack, so depth costs it nothing; the limit protects those who build values from what it reads.
/// <code>
/// var reader = new JsonReader(text);
/// while (reader.Read()) …reader.Token, reader.Text, reader.Number…
/// if (reader.Error is { } error) …
/// </code>
/// </summary>
/// <param name="text">UTF-8; what is not becomes U+FFFD inside strings and is an error elsewhere.</param>
/// <param name="maxDepth">How many arrays and objects may be open at a time.</param>
[StructLayout(LayoutKind.Auto)]
public ref struct JsonReader(ReadOnlySpan<byte> text, int maxDepth = JsonReader.DefaultMaxDepth)
{
    /// <summary>The depth that ops may count on.</summary>
    public const int DefaultMaxDepth = 10_000;

    private readonly ReadOnlySpan<byte> text = text;
    private readonly BitArray openObjects = new(16);
    private Place place = Place.Value;
    private int at;

    /// <summary>Where the reader stands, which decides what may come.</summary>
    private enum Place
    {
        Value,
        ValueOrEnd,
        KeyOrEnd,
        Key,
        Colon,
        CommaOrEnd,
        End,
    }

    /// <summary>The token read last.</summary>
    public JsonToken Token { get; private set; }

    /// <summary>The text of a <see cref="JsonToken.String"/> or <see cref="JsonToken.Key"/>, without escapes.</summary>
    public ByteString Text { get; private set; }

    /// <summary>The value of a <see cref="JsonToken.Number"/>.</summary>
    public double Number { get; private set; }

    /// <summary>How many arrays and objects are open, including one that starts here.</summary>
    public int Depth { get; private set; }

    /// <summary>Why <see cref="Read"/> said false; null at the end of the text.</summary>
    public Diagnostic? Error { get; private set; }

    /// <summary>Goes to the next token.</summary>
    /// <returns>False at the end and at an error.</returns>
    public bool Read()
    {
        if (Error is not null) return false;
        Token = JsonToken.None;
        if (place == Place.CommaOrEnd && Depth == 0) place = Place.End;
        SkipSpace();
        if (place == Place.CommaOrEnd && Next == ',')
        {
            at++;
            place = openObjects[Depth - 1] ? Place.Key : Place.Value;
            SkipSpace();
        }

        return place switch
        {
            Place.End => at < text.Length && Fail(),
            Place.Key or Place.KeyOrEnd when Next == '"' => ReadKey(),
            Place.Value or Place.ValueOrEnd when Next is not ']' => ReadValue(),
            Place.KeyOrEnd or Place.ValueOrEnd or Place.CommaOrEnd when Next == (openObjects[Depth - 1] ? '}' : ']') => Close(),
            _ => Fail(),
        };
    }

    private readonly int Next => at < text.Length ? text[at] : -1;

    private void SkipSpace()
    {
        while (Next is ' ' or '\t' or '\r' or '\n') at++;
    }

    private bool ReadKey()
    {
        if (!ReadText()) return false;
        SkipSpace();
        place = Place.Colon;
        if (Next != ':') return Fail();
        at++;
        place = Place.Value;
        Token = JsonToken.Key;
        return true;
    }

    private bool ReadValue() => Next switch
    {
        'n' => Literal("null"u8, JsonToken.Null),
        't' => Literal("true"u8, JsonToken.True),
        'f' => Literal("false"u8, JsonToken.False),
        '"' => ReadText() && Is(JsonToken.String),
        '[' => Open(JsonToken.StartArray, isObject: false),
        '{' => Open(JsonToken.StartObject, isObject: true),
        '-' or (>= '0' and <= '9') => ReadNumber(),
        _ => Fail(),
    };

    private bool Is(JsonToken token)
    {
        Token = token;
        place = Place.CommaOrEnd;
        return true;
    }

    private bool Literal(ReadOnlySpan<byte> word, JsonToken token)
    {
        var length = text[at..].CommonPrefixLength(word);
        if (length < word.Length)
        {
            at += length;
            return Fail(System.Text.Encoding.ASCII.GetString(word));
        }

        at += length;
        return Is(token);
    }

    private bool Open(JsonToken token, bool isObject)
    {
        if (Depth >= maxDepth)
        {
            Error = JsonFault.TooDeep(text, at, maxDepth);
            return false;
        }

        if (Depth == openObjects.Length) openObjects.Length *= 2;
        openObjects[Depth++] = isObject;
        at++;
        Token = token;
        place = isObject ? Place.KeyOrEnd : Place.ValueOrEnd;
        return true;
    }

    private bool Close()
    {
        at++;
        Depth--;
        return Is(openObjects[Depth] ? JsonToken.EndObject : JsonToken.EndArray);
    }

    private bool ReadText()
    {
        var content = JsonString.Read(text, ref at, out var expected);
        if (expected is not null) return Fail(expected);
        Text = content;
        return true;
    }

    private bool ReadNumber()
    {
        var start = at;
        if (Next == '-') at++;
        if (Next == '0')
        {
            at++;
        }
        else if (!SkipDigits())
        {
            return Fail("a digit");
        }

        if (Next == '.')
        {
            at++;
            if (!SkipDigits()) return Fail("a digit");
        }

        if (Next is 'e' or 'E')
        {
            at++;
            if (Next is '+' or '-') at++;
            if (!SkipDigits()) return Fail("a digit");
        }

        Number = double.Parse(text[start..at], NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsFinite(Number)) return Is(JsonToken.Number);
        Error = JsonFault.TooLarge(text, start, at);
        return false;
    }

    private bool SkipDigits()
    {
        var start = at;
        while (Next is >= '0' and <= '9') at++;
        return at > start;
    }

    private bool Fail() => Fail(place switch
    {
        Place.Value => "a value",
        Place.ValueOrEnd => "a value or ]",
        Place.KeyOrEnd => "a key in double quotes or }",
        Place.Key => "a key in double quotes",
        Place.Colon => ": after the key",
        Place.CommaOrEnd => openObjects[Depth - 1] ? ", or }" : ", or ]",
        _ => "nothing more after the value",
    });

    private bool Fail(string expected)
    {
        Token = JsonToken.None;
        Error = JsonFault.Unexpected(text, at, expected);
        return false;
    }
}
