using System.Globalization;

namespace Operon.Text.Patterns;

/// <summary>Reads escapes that stand for one character.</summary>
internal static class CharacterEscape
{
    /// <summary>The character the escape stands for.</summary>
    /// <param name="cursor">Behind the backslash.</param>
    /// <param name="start">Where the backslash is.</param>
    public static int Read(PatternCursor cursor, int start)
    {
        if (cursor.AtEnd) throw new PatternFault(PatternRules.Syntax, "\\ at the end", start, "write \\\\ for the character itself");
        var c = cursor.Take();
        switch (c)
        {
            case 'a': return '\a';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case 'x': return Hexadecimal(cursor, start);
            case >= '1' and <= '7' when cursor.Peek is not (>= '0' and <= '7'):
            case '8' or '9':
                throw new PatternFault(PatternRules.Unsupported, $"back-reference \\{(char)c}", start, "write out what may be repeated");
            case >= '0' and <= '7': return Octal(cursor, c - '0');
            case < 0x80 when !char.IsAsciiLetterOrDigit((char)c): return c;
            default:
                throw new PatternFault(PatternRules.Syntax, $"unknown escape \\{char.ConvertFromUtf32(c)}", start, "leave the \\ out, or write \\\\ for the character itself");
        }
    }

    private static int Octal(PatternCursor cursor, int value)
    {
        for (var i = 0; i < 2 && cursor.Peek is >= '0' and <= '7'; i++) value = (value * 8) + cursor.Take() - '0';
        return value;
    }

    private static int Hexadecimal(PatternCursor cursor, int start)
    {
        var braced = cursor.TryTake("{");
        var from = cursor.At;
        var digits = cursor.TakeWhile(char.IsAsciiHexDigit);
        if (!braced && digits.Length > 2)
        {
            digits = digits[..2];
            cursor.At = from + 2;
        }

        if (digits.Length is 0 || (!braced && digits.Length != 2) || (braced && !cursor.TryTake("}")) || digits.TrimStart('0').Length > 6)
        {
            throw Malformed(start);
        }

        var value = int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return value <= RuneSet.MaxRune ? value : throw Malformed(start);
    }

    private static PatternFault Malformed(int start) =>
        new(PatternRules.Syntax, "malformed escape \\x", start, "write two hexadecimal digits, \\x7f, or up to 10FFFF in braces, \\x{1F600}");
}
