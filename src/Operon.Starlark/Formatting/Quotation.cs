using System.Buffers;
using System.Globalization;
using System.Text;
using Operon.Starlark.Values;

namespace Operon.Starlark.Formatting;

/// <summary>Writes strings and bytes as a program would: in double quotes with escapes.</summary>
internal static class Quotation
{
    public static void Write(ref TextBuilder builder, scoped in Value text)
    {
        if (Strings.TryAscii(text, out var ascii) && IsPlain(ascii))
        {
            builder.Append('"');
            builder.AppendAscii(ascii);
            builder.Append('"');
        }
        else
        {
            Write(ref builder, Strings.Utf8(text));
        }
    }

    public static void Write(ref TextBuilder builder, scoped ReadOnlySpan<byte> bytes)
    {
        builder.Append('"');
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
            {
                Write(ref builder, rune, bytes[..length]);
            }
            else
            {
                foreach (var bad in bytes[..length])
                    builder.AppendAscii($"\\x{bad:x2}");
            }

            bytes = bytes[length..];
        }

        builder.Append('"');
    }

    /// <summary>A text in double quotes, for messages.</summary>
    public static string Of(string text)
    {
        var builder = new TextBuilder(stackalloc char[256]);
        Write(ref builder, SurrogateEscape.GetBytes(text));
        return Strings.Decode(builder.ToValue());
    }

    /// <summary>A character in single quotes, for messages.</summary>
    public static string OfCharacter(Rune rune)
    {
        if (rune.Value == '\'')
            return @"'\''";
        if (rune.Value == '"')
            return "'\"'";
        return $"'{Of(rune.ToString())[1..^1]}'";
    }

    /// <summary>Whether ASCII text is written as it is. Most are short: a loop is done before a search of vectors has begun.</summary>
    public static bool IsPlain(string ascii)
    {
        foreach (var character in ascii)
        {
            if (character is < ' ' or '"' or '\\' or '\x7f')
                return false;
        }

        return true;
    }

    private static void Write(ref TextBuilder builder, Rune rune, scoped ReadOnlySpan<byte> bytes)
    {
        if (rune.Value is '"' or '\\')
        {
            builder.Append('\\');
            builder.Append((char)rune.Value);
        }
        else if (IsPrintable(rune))
        {
            builder.AppendUtf8(bytes);
        }
        else
        {
            builder.AppendAscii(rune.Value switch
            {
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                < ' ' or 0x7f => $"\\x{rune.Value:x2}",
                < 0x10000 => $"\\u{rune.Value:x4}",
                _ => $"\\U{rune.Value:x8}",
            });
        }
    }

    private static bool IsPrintable(Rune rune) => rune.IsAscii
        ? rune.Value is >= ' ' and < 0x7f
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
