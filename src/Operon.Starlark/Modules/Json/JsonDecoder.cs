using System.Globalization;
using System.Text;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;
using Operon.Starlark.Values;

namespace Operon.Starlark.Modules.Json;

/// <summary>Reads JSON, however deep it is. Errors say how many bytes were right.</summary>
internal ref struct JsonDecoder(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly string?[] _recentKeys = new string?[64];
    private int _at;

    public Value Decode()
    {
        var value = Read();
        if (SkipSpace())
            throw Fail($"unexpected character {Character(_text[_at])} after value");
        return value;
    }

    private static string Character(byte character) => Quotation.OfCharacter(new Rune(character));

    private static bool IsDigit(byte character) => character is >= (byte)'0' and <= (byte)'9';

    /// <summary>A whole value, or a list or dict of which the bracket is read.</summary>
    private Value Begin(out StarlarkObject? container)
    {
        container = null;
        var first = Peek();
        switch (first)
        {
            case (byte)'"':
                return ReadString();
            case (byte)'[' or (byte)'{':
                _at++;
                container = first == '[' ? new StarlarkList() : new StarlarkDict();
                return Value.FromObject(container);
            case (byte)'n' when TryWord("null"u8):
                return Value.None;
            case (byte)'t' when TryWord("true"u8):
                return Value.True;
            case (byte)'f' when TryWord("false"u8):
                return Value.False;
            default:
                return first == '-' || IsDigit(first) ? ReadNumber() : throw Fail($"unexpected character {Character(first)}");
        }
    }

    private bool TryEmpty(StarlarkObject container)
    {
        if (Peek() != (container is StarlarkList ? (byte)']' : (byte)'}'))
            return false;
        _at++;
        return true;
    }

    /// <summary>Puts a value into its container and reads what follows it.</summary>
    private bool GoesOn(StarlarkObject container, in Value key, in Value value)
    {
        var next = Peek();
        if (container is StarlarkList list)
        {
            list.AddUnchecked(value);
            if (next is not ((byte)',' or (byte)']'))
                throw Fail($"got {Character(next)}, want ',' or ']'");
        }
        else
        {
            ((StarlarkDict)container).Set(key, value);
            if (next is not ((byte)',' or (byte)'}'))
                throw Fail($"in object, got {Character(next)}, want ',' or '}}'");
        }

        _at++;
        return next == ',';
    }

    /// <summary>Reads what stands between a key and its value.</summary>
    private void ReadColon(in Value key)
    {
        if (!key.IsString)
            throw Fail($"got {TypeNames.Of(key)} for object key, want string");
        var next = Peek();
        if (next != ':')
            throw Fail($"after object key, got {Character(next)}, want ':' ");
        _at++;
    }

    /// <summary>A value with all that is in it.</summary>
    private Value Read()
    {
        var around = new Stack<(StarlarkObject Container, Value Key)>();
        StarlarkObject? container = null;

        // A dict without a key waits for one.
        var key = default(Value);
        while (true)
        {
            StarlarkThread.Spend(1);
            var value = Begin(out var begun);
            if (begun is not null && !TryEmpty(begun))
            {
                if (container is not null)
                    around.Push((container, key));
                (container, key) = (begun, default);
                continue;
            }

            // The value may be the last of one container or more.
            while (true)
            {
                if (container is null)
                    return value;
                if (key.IsUnset && container is StarlarkDict)
                {
                    ReadColon(value);
                    key = value;
                    break;
                }

                if (GoesOn(container, key, value))
                {
                    key = default;
                    break;
                }

                value = Value.FromObject(container);
                (container, key) = around.TryPop(out var outer) ? outer : (null, default);
            }
        }
    }

    private bool SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            _at++;
        return _at < _text.Length;
    }

    private byte Peek() => SkipSpace() ? _text[_at] : throw Fail("unexpected end of file");

    private bool TryWord(ReadOnlySpan<byte> word)
    {
        if (!_text[_at..].StartsWith(word))
            return false;
        _at += word.Length;
        return true;
    }

    private Value ReadNumber()
    {
        var start = _at++;
        if (TryShortInteger(start, out var integer))
            return Value.FromInt(integer);
        var isFloat = false;
        while (_at < _text.Length)
        {
            if (_text[_at] is (byte)'.' or (byte)'e' or (byte)'E' or (byte)'+' or (byte)'-')
                isFloat = true;
            else if (!IsDigit(_text[_at]))
                break;
            _at++;
        }

        var number = _text[start.._at];
        var digits = number[0] == '-' ? number[1..] : number;
        if (digits.IsEmpty || (digits[0] == '0' && digits.Length > 1 && IsDigit(digits[1])))
            throw Invalid(number);
        if (isFloat)
        {
            return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && double.IsFinite(parsed)
                ? Value.FromFloat(parsed)
                : throw Invalid(number);
        }

        if (long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small))
            return Value.FromInt(small);
        return NumberText.TryParseInt(Encoding.Latin1.GetString(number), radix: 10, out var large) ? Value.FromInt(large) : throw Invalid(number);
    }

    /// <summary>An integer of few digits, with nothing behind it that belongs to a number; otherwise nothing is read.</summary>
    private bool TryShortInteger(int start, out long number)
    {
        number = 0;
        var negative = _text[start] == '-';
        var first = negative ? start + 1 : start;
        var at = first;
        while (at < _text.Length && at - first < 18 && IsDigit(_text[at]))
            number = (number * 10) + (_text[at++] - '0');
        if (at == first || (_text[first] == '0' && at > first + 1)
            || (at < _text.Length && (IsDigit(_text[at]) || _text[at] is (byte)'.' or (byte)'e' or (byte)'E' or (byte)'+' or (byte)'-')))
            return false;
        if (negative)
            number = -number;
        _at = at;
        return true;
    }

    private StarlarkException Invalid(ReadOnlySpan<byte> number) => Fail($"invalid number: {Encoding.Latin1.GetString(number)}");

    private Value ReadString()
    {
        var start = ++_at;
        while (_at < _text.Length && _text[_at] is < 0x80 and not ((byte)'"' or (byte)'\\'))
            _at++;
        if (_at < _text.Length && _text[_at] == '"')
            return AsciiString(_text[start.._at++]);
        while (true)
        {
            var length = _text[_at..].IndexOfAny((byte)'"', (byte)'\\');
            if (length < 0)
                throw FailAt(start - 1, "unclosed string literal");
            _at += length;
            if (_text[_at] == '"')
                break;
            _at += 2;
            if (_at > _text.Length)
                throw FailAt(start - 1, "unclosed string literal");
        }

        var content = _text[start.._at++];
        if (!Ascii.IsValid(content) || content.Contains((byte)'\\'))
            return Unescape(content);
        return AsciiString(content);
    }

    private readonly Value AsciiString(ReadOnlySpan<byte> content) =>
        Value.FromAscii(content.Length <= 32 ? Recent(content) : Encoding.Latin1.GetString(content));

    /// <summary>The same object for short strings that come again and again, as keys do.</summary>
    private readonly string Recent(ReadOnlySpan<byte> ascii)
    {
        if (ascii.IsEmpty)
            return "";
        ref var recent = ref _recentKeys[((ascii.Length * 7) + ascii[0] + (ascii[^1] * 3)) & 63];
        if (recent is null || !Ascii.Equals(ascii, recent))
            recent = Encoding.Latin1.GetString(ascii);
        return recent;
    }

    private Value Unescape(ReadOnlySpan<byte> content)
    {
        var builder = new TextBuilder(stackalloc char[256]);
        try
        {
            while (!content.IsEmpty)
            {
                var width = Runes.Decode(content, out var rune);
                if (rune.Value == '\\')
                    width = UnescapeOne(content, out rune);
                else if (rune.Value < ' ')
                    throw Fail($"invalid character {Character((byte)rune.Value)} in string literal");
                builder.AppendRune(rune);
                content = content[width..];
            }

            return builder.ToValue();
        }
        finally
        {
            builder.Dispose();
        }
    }

    private int UnescapeOne(ReadOnlySpan<byte> content, out Rune rune)
    {
        rune = content[1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => new Rune(content[1]),
            (byte)'b' => new Rune('\b'),
            (byte)'f' => new Rune('\f'),
            (byte)'n' => new Rune('\n'),
            (byte)'r' => new Rune('\r'),
            (byte)'t' => new Rune('\t'),
            (byte)'u' => default,
            _ => throw Fail($"invalid character {Character(content[1])} in string escape code"),
        };
        if (content[1] != 'u')
            return 2;
        var unit = HexUnit(content);
        if (char.IsHighSurrogate(unit) && content.Length >= 12 && content[6] == '\\' && content[7] == 'u'
            && HexUnit(content[6..]) is var low && char.IsLowSurrogate(low))
        {
            rune = new Rune(unit, low);
            return 12;
        }

        rune = char.IsSurrogate(unit) ? Rune.ReplacementChar : new Rune(unit);
        return 6;
    }

    private char HexUnit(ReadOnlySpan<byte> escape)
    {
        var unit = 0;
        for (var i = 2; i < 6; i++)
        {
            // What follows the content is its closing quote.
            var digit = i < escape.Length ? escape[i] : (byte)'"';
            if (!char.IsAsciiHexDigit((char)digit))
                throw Fail($"invalid character {Character(digit)} in \\u hexadecimal character escape");
            unit = (unit << 4) | Convert.ToInt32(((char)digit).ToString(), 16);
        }

        return (char)unit;
    }

    private StarlarkException Fail(string message) => FailAt(_at, message);

    private StarlarkException FailAt(int offset, string message)
    {
        _at = offset;
        return new StarlarkException($"at offset {offset}, {message}");
    }
}
