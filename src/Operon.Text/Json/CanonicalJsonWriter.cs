using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Operon.Text.Numbers;

namespace Operon.Text.Json;

/// <summary>
/// Writes JSON text byte for byte as section 1.5 of the specification wants it: no white space; <c>&lt; &gt; &amp;</c>,
/// U+2028 and U+2029 escaped, other text raw; numbers by <see cref="NumberText.Json"/>. Commas and colons come by
/// themselves. The caller opens and closes in pairs and hands the keys of an object over sorted bytewise.
/// </summary>
/// <param name="target">Receives the text.</param>
/// <param name="isIndented">Whether each item and property has a line of its own, two blanks deeper than what it is in.</param>
public sealed class CanonicalJsonWriter(IBufferWriter<byte> target, bool isIndented = false)
{
    private static readonly byte[] Escaped = [.. Bytes(0, 0x20), .. "\"\\<>&"u8];

    // U+2028 and U+2029 begin with the byte e2.
    private static readonly SearchValues<byte> StopsInValid = SearchValues.Create([.. Escaped, 0xe2]);
    private static readonly SearchValues<byte> StopsInInvalid =
        SearchValues.Create([.. Escaped, .. Bytes(0x80, 0x80)]);

    private bool needsComma;
    private bool followsKey;
    private int depth;

    // A sequence of LINQ over bytes is not compiled ahead, and this is used by nearly every start.
    private static byte[] Bytes(int first, int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++) bytes[i] = (byte)(first + i);
        return bytes;
    }

    /// <summary>Writes <c>null</c>.</summary>
    public void WriteNull() => WriteLiteral("null"u8);

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public void WriteBoolean(bool value) => WriteLiteral(value ? "true"u8 : "false"u8);

    /// <summary>
    /// Writes a number. JSON has none for NaN and the infinities: they become the strings <c>"NaN"</c>, <c>"+Inf"</c> and
    /// <c>"-Inf"</c>, which coerce back to the same numbers.
    /// </summary>
    public void WriteNumber(double value)
    {
        Separate();
        var finite = double.IsFinite(value);
        if (!finite) target.Write("\""u8);
        target.Advance(NumberText.WriteJson(value, target.GetSpan(NumberText.MaxLength)));
        if (!finite) target.Write("\""u8);
    }

    /// <summary>Writes a string. Each byte that is not UTF-8 becomes <c>\ufffd</c>.</summary>
    public void WriteString(ByteString value)
    {
        Separate();
        WriteQuoted(value.Span);
    }

    /// <summary>Writes the key of the next value in an object.</summary>
    public void WriteKey(ByteString key)
    {
        Separate();
        WriteQuoted(key.Span);
        target.Write(isIndented ? ": "u8 : ":"u8);
        needsComma = false;
        followsKey = true;
    }

    /// <summary>Begins an array.</summary>
    public void StartArray() => Start("["u8);

    /// <summary>Ends the array begun last.</summary>
    public void EndArray() => End("]"u8);

    /// <summary>Begins an object.</summary>
    public void StartObject() => Start("{"u8);

    /// <summary>Ends the object begun last.</summary>
    public void EndObject() => End("}"u8);

    private void WriteLiteral(ReadOnlySpan<byte> text)
    {
        Separate();
        target.Write(text);
    }

    private void Start(ReadOnlySpan<byte> bracket)
    {
        Separate();
        target.Write(bracket);
        needsComma = false;
        depth++;
    }

    private void End(ReadOnlySpan<byte> bracket)
    {
        depth--;
        if (needsComma) BreakLine();
        target.Write(bracket);
        needsComma = true;
    }

    private void Separate()
    {
        if (needsComma) target.Write(","u8);
        if (depth > 0 && !followsKey) BreakLine();
        needsComma = true;
        followsKey = false;
    }

    private void BreakLine()
    {
        if (!isIndented) return;
        target.Write("\n"u8);
        for (var i = 0; i < depth; i++) target.Write("  "u8);
    }

    private void WriteQuoted(ReadOnlySpan<byte> text)
    {
        target.Write("\""u8);
        var stops = Utf8.IsValid(text) ? StopsInValid : StopsInInvalid;
        while (text.IndexOfAny(stops) is var plain and >= 0)
        {
            target.Write(text[..plain]);
            text = text[plain..];
            text = text[(text[0] < 0x80 ? WriteEscaped(text[0]) : WriteRune(text))..];
        }

        target.Write(text);
        target.Write("\""u8);
    }

    /// <summary>Writes an ASCII character that may not stand as it is.</summary>
    /// <returns>How many bytes of the text it covers.</returns>
    private int WriteEscaped(byte character)
    {
        switch (character)
        {
            case (byte)'"': target.Write("\\\""u8); break;
            case (byte)'\\': target.Write("\\\\"u8); break;
            case (byte)'\b': target.Write("\\b"u8); break;
            case (byte)'\f': target.Write("\\f"u8); break;
            case (byte)'\n': target.Write("\\n"u8); break;
            case (byte)'\r': target.Write("\\r"u8); break;
            case (byte)'\t': target.Write("\\t"u8); break;
            default:
                var hex = "0123456789abcdef"u8;
                target.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', hex[character >> 4], hex[character & 15]]);
                break;
        }

        return 1;
    }

    /// <summary>Writes the character outside ASCII that begins the text, or stands for its first byte when there is none.</summary>
    /// <returns>How many bytes of the text it covers.</returns>
    private int WriteRune(ReadOnlySpan<byte> text)
    {
        if (Rune.DecodeFromUtf8(text, out var rune, out var length) != OperationStatus.Done)
        {
            target.Write("\\ufffd"u8);
            return 1;
        }

        if (rune.Value is 0x2028 or 0x2029)
        {
            target.Write(rune.Value == 0x2028 ? "\\u2028"u8 : "\\u2029"u8);
        }
        else
        {
            target.Write(text[..length]);
        }

        return length;
    }
}
