using System.Buffers;
using System.Globalization;
using System.Text;

namespace Operon.Text.Json;

/// <summary>Reads one string of JSON text.</summary>
internal static class JsonString
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\t\n\v\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\"\\"u8);

    /// <summary>Reads from the opening to behind the closing quote.</summary>
    /// <param name="text">The whole JSON text.</param>
    /// <param name="at">At the opening quote; afterwards behind the string, or at what is wrong.</param>
    /// <param name="expected">What should have been there instead; null when all is well.</param>
    public static ByteString Read(ReadOnlySpan<byte> text, ref int at, out string? expected)
    {
        at++;
        expected = null;
        var end = text[at..].IndexOfAny(Special);
        if (end >= 0 && text[at + end] == '"')
        {
            var plain = Valid(text.Slice(at, end));
            at += end + 1;
            return plain;
        }

        var result = new ArrayBufferWriter<byte>();
        for (; end >= 0; end = text[at..].IndexOfAny(Special))
        {
            result.Write(text.Slice(at, end));
            at += end;
            switch (text[at])
            {
                case (byte)'"':
                    at++;
                    return Valid(result.WrittenSpan);
                case (byte)'\\':
                    at++;
                    expected = Escape(text, ref at, result);
                    if (expected is not null) return default;
                    break;
                default:
                    expected = "control characters in a string to be escaped";
                    return default;
            }
        }

        at = text.Length;
        expected = "a closing double quote";
        return default;
    }

    private static string? Escape(ReadOnlySpan<byte> text, ref int at, ArrayBufferWriter<byte> result)
    {
        if (at < text.Length && text[at] == 'u')
        {
            if (!TryUnit(text, at + 1, out var unit)) return PointAtFault(text, ref at);
            at += 5;
            var rune = Rune.ReplacementChar;
            if (!char.IsSurrogate(unit))
            {
                rune = new Rune(unit);
            }
            else if (text[at..] is [(byte)'\\', (byte)'u', ..] && TryUnit(text, at + 2, out var low) && Rune.TryCreate(unit, low, out var pair))
            {
                rune = pair;
                at += 6;
            }

            result.Advance(rune.EncodeToUtf8(result.GetSpan(4)));
            return null;
        }

        var character = (at < text.Length ? text[at] : 0) switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '"' or '\\' or '/' => (char)text[at],
            _ => '\0',
        };
        if (character == 0) return "one of \" \\ / b f n r t u after \\";
        at++;
        result.Write([(byte)character]);
        return null;
    }

    private static bool TryUnit(ReadOnlySpan<byte> text, int at, out char unit)
    {
        unit = default;
        if (text.Length - at < 4 || !ushort.TryParse(text.Slice(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) return false;
        unit = (char)code;
        return true;
    }

    private static string PointAtFault(ReadOnlySpan<byte> text, ref int at)
    {
        at++;
        while (at < text.Length && char.IsAsciiHexDigit((char)text[at])) at++;
        return "four hexadecimal digits after \\u";
    }

    /// <summary>A copy in which each byte that is not UTF-8 is U+FFFD.</summary>
    private static ByteString Valid(ReadOnlySpan<byte> text)
    {
        if (System.Text.Unicode.Utf8.IsValid(text)) return new(text.ToArray());
        var result = new ArrayBufferWriter<byte>(text.Length + 16);
        while (!text.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(text, out _, out var length) == OperationStatus.Done;
            result.Write(valid ? text[..length] : "\ufffd"u8);
            text = text[(valid ? length : 1)..];
        }

        return new(result.WrittenMemory);
    }
}
