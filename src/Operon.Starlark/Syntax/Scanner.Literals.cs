using System.Globalization;
using System.Numerics;
using System.Text;
using Operon.Starlark.Values;

namespace Operon.Starlark.Syntax;

/// <content>Strings and numbers.</content>
internal sealed partial class Scanner
{
    private TokenKind String(bool raw, bool bytes)
    {
        var opening = Position;
        var quote = Current;
        var triple = at + 2 < text.Length && text[at + 1] == quote && text[at + 2] == quote;
        at += triple ? 3 : 1;
        var contentStart = at;
        var contentEnd = triple ? TripleQuoted(quote) : Quoted(quote);
        var content = SourceText.Unified(text[contentStart..contentEnd]);
        if (raw || !content.Contains('\\', StringComparison.Ordinal))
        {
            Value = bytes ? Encoding.UTF8.GetBytes(content) : content;
        }
        else
        {
            var escapes = new EscapeReader(content, bytes, opening);
            Value = bytes ? escapes.Bytes() : escapes.Text();
        }

        return bytes ? TokenKind.Bytes : TokenKind.String;
    }

    // Both give where the content ends and leave the scanner behind the closing quotes.
    private int Quoted(char quote)
    {
        while (true)
        {
            // What is plain is most of it.
            while (at < text.Length && text[at] is >= ' ' and < '\x7f' and not ('\\' or '"' or '\'')) at++;
            if (AtEnd) throw Error(Start, "unexpected EOF in string");
            var c = Current;
            if (c is '\n' or '\r') throw Error(Start, "unexpected newline in string");
            if (c == '\\') SkipEscaped();
            else if (char.IsAscii(c)) at++;
            else Advance();
            if (c == quote) return at - 1;
        }
    }

    private int TripleQuoted(char quote)
    {
        for (var quotes = 0; ;)
        {
            if (AtEnd) throw Error(Start, "unexpected EOF in string");
            var c = Current;
            if (c is '\n' or '\r') SkipNewline();
            else if (c == '\\') SkipEscaped();
            else Advance();
            quotes = c == quote ? quotes + 1 : 0;
            if (quotes == 3) return at - 3;
        }
    }

    private void SkipEscaped()
    {
        at++;
        if (AtEnd) throw Error(Start, "unexpected EOF in string");
        if (Current is '\n' or '\r') SkipNewline();
        else Advance();
    }

    private TokenKind Number()
    {
        if (Current == '0' && at + 1 < text.Length)
        {
            at++;
            switch (Current)
            {
                case 'x' or 'X':
                    at++;
                    if (!char.IsAsciiHexDigit(Current)) throw Error(Start, "invalid hex literal");
                    while (char.IsAsciiHexDigit(Current)) at++;
                    if (at - begin > Limits.IntegerBits / 4) throw Error(Start, "int literal too large");
                    return Integer(BigInteger.Parse($"0{text.AsSpan(begin + 2, at - begin - 2)}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                case 'o' or 'O':
                    return SmallInteger(8, "octal");
                case 'b' or 'B':
                    return SmallInteger(2, "binary");
                default:
                    at--;
                    break;
            }
        }

        SkipDigits();
        var fraction = Take('.');
        if (fraction) SkipDigits();
        var exponent = Current is 'e' or 'E';
        if (exponent)
        {
            at++;
            if (Current is '+' or '-')
            {
                at++;
                if (!char.IsAsciiDigit(Current)) throw Error(Position, "invalid float literal");
            }

            SkipDigits();
        }

        var digits = text.AsSpan(begin, at - begin);
        if (fraction || exponent)
        {
            if (!char.IsAsciiDigit(digits[^1]) && digits[^1] != '.') throw Error(Position, "invalid float literal");
            var number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
            if (!double.IsFinite(number)) throw Error(Position, "invalid float literal");
            Value = number;
            return TokenKind.Float;
        }

        if (digits[0] == '0' && digits.ContainsAnyExcept('0'))
        {
            if (digits.ContainsAnyInRange('8', '9')) throw Error(Start, "invalid int literal");
            throw Error(Position, $"obsolete form of octal literal; use 0o{digits[1..]}");
        }

        if (digits.Length > Limits.IntegerBits / 3) throw Error(Start, "int literal too large");
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var small)
            ? Integer(small)
            : Integer(BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Current)) at++;
    }

    // Octal and binary literals are of 64 bits at most.
    private TokenKind SmallInteger(int radix, string name)
    {
        at++;
        var number = 0L;
        var first = at;
        var fits = true;
        for (; Current >= '0' && Current < '0' + radix; at++)
        {
            fits &= number <= (long.MaxValue - (Current - '0')) / radix;
            number = unchecked(number * radix + (Current - '0'));
        }

        if (at == first) throw Error(Position, $"invalid {name} literal");
        return fits ? Integer(number) : throw Error(Start, "invalid int literal");
    }

    private TokenKind Integer(BigInteger number)
    {
        Value = number <= long.MaxValue ? (object)(long)number : number;
        return TokenKind.Int;
    }

    private TokenKind Integer(long number)
    {
        Value = number;
        return TokenKind.Int;
    }
}
