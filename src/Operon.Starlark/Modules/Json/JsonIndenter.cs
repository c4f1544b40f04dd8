using System.Text;
using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;
using Operon.Starlark.Values;

namespace Operon.Starlark.Modules.Json;

/// <summary>Lays out JSON on lines. It checks the JSON as it goes, and its errors are those of Go's library.</summary>
internal sealed class JsonIndenter(Value prefix, Value indent)
{
    private const int DeepestNesting = 10_000;

    private readonly Stack<byte> _open = new();
    private int _at;

    private enum Expected
    {
        Value,
        ValueOrEnd,
        KeyOrEnd,
        Key,
        Colon,
        CommaOrEnd,
        Nothing,
    }

    public void Write(ref TextBuilder builder, ReadOnlySpan<byte> text)
    {
        var expected = Expected.Value;
        while (true)
        {
            var space = _at;
            while (_at < text.Length && text[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
                _at++;
            if (expected == Expected.Nothing)
                builder.AppendUtf8(text[space.._at]);
            if (_at == text.Length)
                break;
            StarlarkThread.Spend(1);
            expected = Step(ref builder, text, expected);
        }

        if (expected != Expected.Nothing)
            throw UnexpectedEnd();
    }

    private static StarlarkException UnexpectedEnd() => new("unexpected end of JSON input");

    private static StarlarkException Unexpected(byte character, string context) => new($"invalid character {Quotation.OfCharacter(new Rune(character))} {context}");

    private Expected Step(ref TextBuilder builder, ReadOnlySpan<byte> text, Expected expected)
    {
        var next = text[_at];
        switch (expected)
        {
            case Expected.ValueOrEnd when next == ']':
            case Expected.KeyOrEnd when next == '}':
                return Close(ref builder, next, isEmpty: true);
            case Expected.CommaOrEnd when next == (_open.Peek() == '[' ? ']' : '}'):
                return Close(ref builder, next, isEmpty: false);
            case Expected.CommaOrEnd when next == ',':
                _at++;
                builder.Append(',');
                NewLine(ref builder);
                return _open.Peek() == '[' ? Expected.Value : Expected.Key;
            case Expected.CommaOrEnd:
                throw Unexpected(next, _open.Peek() == '[' ? "after array element" : "after object key:value pair");
            case Expected.Colon when next == ':':
                _at++;
                builder.AppendAscii(": ");
                return Expected.Value;
            case Expected.Colon:
                throw Unexpected(next, "after object key");
            case Expected.Nothing:
                throw Unexpected(next, "after top-level value");
        }

        if (expected is Expected.KeyOrEnd or Expected.Key && next != '"')
            throw Unexpected(next, "looking for beginning of object key string");
        if (expected is Expected.KeyOrEnd or Expected.ValueOrEnd)
            NewLine(ref builder);
        if (next is (byte)'[' or (byte)'{')
        {
            _at++;
            _open.Push(next);
            if (_open.Count > DeepestNesting)
                throw new StarlarkException("exceeded max depth");
            builder.Append((char)next);
            return next == '[' ? Expected.ValueOrEnd : Expected.KeyOrEnd;
        }

        var start = _at;
        ReadScalar(text);
        builder.AppendUtf8(text[start.._at]);
        return expected is Expected.KeyOrEnd or Expected.Key ? Expected.Colon : AfterValue();
    }

    private Expected AfterValue() => _open.Count == 0 ? Expected.Nothing : Expected.CommaOrEnd;

    private Expected Close(ref TextBuilder builder, byte bracket, bool isEmpty)
    {
        _at++;
        _open.Pop();
        if (!isEmpty)
            NewLine(ref builder);
        builder.Append((char)bracket);
        return AfterValue();
    }

    private void NewLine(ref TextBuilder builder)
    {
        builder.Append('\n');
        builder.AppendText(prefix);
        for (var i = 0; i < _open.Count; i++)
            builder.AppendText(indent);
    }

    private void ReadScalar(ReadOnlySpan<byte> text)
    {
        switch (text[_at])
        {
            case (byte)'"':
                ReadString(text);
                break;
            case (byte)'t':
                ReadWord(text, "true");
                break;
            case (byte)'f':
                ReadWord(text, "false");
                break;
            case (byte)'n':
                ReadWord(text, "null");
                break;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                ReadNumber(text);
                break;
            default:
                throw Unexpected(text[_at], "looking for beginning of value");
        }
    }

    private byte Next(ReadOnlySpan<byte> text) => ++_at < text.Length ? text[_at] : throw UnexpectedEnd();

    private void ReadString(ReadOnlySpan<byte> text)
    {
        while (Next(text) is not (byte)'"' and var character)
        {
            if (character < ' ')
                throw Unexpected(character, "in string literal");
            if (character != '\\')
                continue;
            var escape = Next(text);
            if (!"\"\\/bfnrtu"u8.Contains(escape))
                throw Unexpected(escape, "in string escape code");
            for (var i = 0; escape == 'u' && i < 4; i++)
            {
                if (!char.IsAsciiHexDigit((char)Next(text)))
                    throw Unexpected(text[_at], "in \\u hexadecimal character escape");
            }
        }

        _at++;
    }

    private void ReadWord(ReadOnlySpan<byte> text, string word)
    {
        for (var i = 1; i < word.Length; i++)
        {
            if (Next(text) != word[i])
                throw Unexpected(text[_at], $"in literal {word} (expecting '{word[i]}')");
        }

        _at++;
    }

    private void ReadNumber(ReadOnlySpan<byte> text)
    {
        if (text[_at] == '-' && !char.IsAsciiDigit((char)Next(text)))
            throw Unexpected(text[_at], "in numeric literal");
        if (text[_at] == '0')
            _at++;
        else
            SkipDigits(text);
        if (_at < text.Length && text[_at] == '.')
        {
            if (!char.IsAsciiDigit((char)Next(text)))
                throw Unexpected(text[_at], "after decimal point in numeric literal");
            SkipDigits(text);
        }

        if (_at < text.Length && text[_at] is (byte)'e' or (byte)'E')
        {
            if (Next(text) is (byte)'+' or (byte)'-')
                Next(text);
            if (!char.IsAsciiDigit((char)text[_at]))
                throw Unexpected(text[_at], "in exponent of numeric literal");
            SkipDigits(text);
        }
    }

    private void SkipDigits(ReadOnlySpan<byte> text)
    {
        while (_at < text.Length && char.IsAsciiDigit((char)text[_at]))
            _at++;
    }
}
