using System.Globalization;
using System.Text;

namespace Operon.Starlark.Syntax;

/// <summary>Replaces the escapes in a literal's content.</summary>
/// <param name="content">What stands between the quotes, with at least one escape.</param>
/// <param name="forBytes">Whether it is a literal of bytes, which may have any byte.</param>
/// <param name="position">Where errors are reported.</param>
internal ref struct EscapeReader(string content, bool forBytes, Position position)
{
    private ReadOnlySpan<char> rest = content;

    public string Text()
    {
        var text = new StringBuilder(content.Length);
        while (Plain(out var plain, out var escaped))
        {
            text.Append(plain);
            if (escaped >= 0) text.Append(new Rune(escaped).ToString());
        }

        return text.ToString();
    }

    public byte[] Bytes()
    {
        var bytes = new List<byte>(content.Length);
        while (Plain(out var plain, out var escaped))
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(plain.ToString()));
            if (escaped >= UnicodeEscape) bytes.AddRange(Encoding.UTF8.GetBytes(new Rune(escaped - UnicodeEscape).ToString()));
            else if (escaped >= 0) bytes.Add((byte)escaped);
        }

        return [.. bytes];
    }

    // A code point that in bytes stands for its UTF-8, not for one byte.
    private const int UnicodeEscape = 0x20_0000;

    // The text up to the next escape, and what that stands for: -1 for nothing.
    private bool Plain(out ReadOnlySpan<char> plain, out int escaped)
    {
        escaped = -1;
        var at = rest.IndexOf('\\');
        if (at < 0)
        {
            plain = rest;
            rest = [];
            return plain.Length > 0;
        }

        plain = rest[..at];
        rest = rest[at..];
        escaped = Escape();
        return true;
    }

    private int Escape()
    {
        var c = rest[1];
        switch (c)
        {
            case '\n':
                rest = rest[2..];
                return -1;
            case 'x':
                return Hex(4);
            case 'u':
                return Unicode(6);
            case 'U':
                return Unicode(10);
            case >= '0' and <= '7':
                return Octal();
        }

        var simple = @"abfnrtv\'""".IndexOf(c, StringComparison.Ordinal);
        if (simple < 0) throw Error($@"invalid escape sequence \{FirstByte(c)}");
        rest = rest[2..];
        return "\a\b\f\n\r\t\v\\'\""[simple];
    }

    private static char FirstByte(char c) => c switch
    {
        < (char)0x80 => c,
        < (char)0x800 => (char)(0xC0 | c >> 6),
        _ when char.IsSurrogate(c) => '\u00F0',
        _ => (char)(0xE0 | c >> 12),
    };

    private int Octal()
    {
        var length = 1;
        var number = rest[1] - '0';
        for (; length < 3 && length + 1 < rest.Length && rest[length + 1] is >= '0' and <= '7'; length++) number = number * 8 + rest[length + 1] - '0';
        if (!forBytes && number > 0x7F)
        {
            throw Error($@"non-ASCII octal escape \{Convert.ToString(number, 8)} (use \u{number:X4} for the UTF-8 encoding of U+{number:X4})");
        }

        if (number > 0xFF) throw Error($@"invalid escape sequence \{Convert.ToString(number, 8)}");
        rest = rest[(length + 1)..];
        return number;
    }

    private int Hex(int length)
    {
        var number = (int)Digits(length);
        if (!forBytes && number > 0x7F) throw Error($@"non-ASCII hex escape {rest[..length]} (use \u{number:X4} for the UTF-8 encoding of U+{number:X4})");
        rest = rest[length..];
        return number;
    }

    private int Unicode(int length)
    {
        var number = Digits(length);
        if (number > 0x10FFFF) throw Error($@"code point out of range: {rest[..length]} (max \U{number:x8})");
        if (number is >= 0xD800 and < 0xE000) throw Error($"invalid Unicode code point U+{number:X4}");
        rest = rest[length..];
        return (int)number + (forBytes ? UnicodeEscape : 0);
    }

    private readonly uint Digits(int length)
    {
        if (rest.Length < length) throw Error($"truncated escape sequence {rest}");
        return uint.TryParse(rest[2..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Error($"invalid escape sequence {rest[..length]}");
    }

    private readonly ParseException Error(string message) => new(position, message);
}
