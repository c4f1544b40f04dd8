using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Formatting;

/// <summary>What <c>format % x</c> gives. There are neither flags nor widths nor precisions.</summary>
internal static class PercentFormat
{
    public static Value Apply(in Value format, in Value operand)
    {
        var builder = new TextBuilder(stackalloc char[256]);
        try
        {
            if (Strings.TryAscii(format, out var text))
                Apply<char>(ref builder, text, '%', operand);
            else
                Apply(ref builder, Strings.Utf8(format), (byte)'%', operand);
            return builder.ToValue();
        }
        finally
        {
            builder.Dispose();
        }
    }

    private static void Apply<T>(ref TextBuilder builder, ReadOnlySpan<T> format, T percent, in Value operand)
        where T : unmanaged, IEquatable<T>
    {
        var tuple = operand.Reference as StarlarkTuple;
        var count = tuple?.Count ?? 1;
        var next = 0;
        while (true)
        {
            var at = format.IndexOf(percent);
            if (at < 0)
            {
                builder.Append(format);
                break;
            }

            builder.Append(format[..at]);
            format = format[(at + 1)..];
            if (Letter(format) == '%')
            {
                builder.Append('%');
                format = format[1..];
                continue;
            }

            Value argument;
            if (Letter(format) == '(')
            {
                argument = Named(ref format, operand);
            }
            else
            {
                if (next >= count)
                    throw new StarlarkException("not enough arguments for format string");
                argument = tuple is not null ? tuple[next] : operand;
            }

            if (format.IsEmpty)
                throw new StarlarkException("incomplete format");
            StarlarkThread.Spend(1);
            Write(ref builder, Letter(format), argument);
            format = format[1..];
            next++;
        }

        if (next < count)
            throw new StarlarkException("too many arguments for format string");
    }

    /// <summary>The first character or byte; one that cannot be if there is none.</summary>
    private static int Letter<T>(ReadOnlySpan<T> format)
        where T : unmanaged
    {
        if (format.IsEmpty)
            return -1;
        return typeof(T) == typeof(char) ? MemoryMarshal.Cast<T, char>(format)[0] : MemoryMarshal.Cast<T, byte>(format)[0];
    }

    private static Value Named<T>(ref ReadOnlySpan<T> format, in Value operand)
        where T : unmanaged, IEquatable<T>
    {
        format = format[1..];
        var end = 0;
        while (end < format.Length && Letter(format[end..]) != ')')
            end++;
        if (end == format.Length)
            throw new StarlarkException("incomplete format key");
        var key = Strings.Make(format[..end]);
        if (operand.Reference is not IMapping mapping)
            throw new StarlarkException("format requires a mapping");
        format = format[(end + 1)..];
        return mapping.TryGet(key, out var value) ? value : throw new StarlarkException($"key not found: {Strings.Decode(key)}");
    }

    private static void Write(ref TextBuilder builder, int letter, in Value argument)
    {
        switch (letter)
        {
            case 's':
                Representation.WriteStr(ref builder, argument);
                break;
            case 'r':
                Representation.Write(ref builder, argument);
                break;
            case 'd' or 'i' or 'o' or 'x' or 'X':
                WriteInteger(ref builder, (char)letter, argument);
                break;
            case 'e' or 'f' or 'g' or 'E' or 'F' or 'G':
                if (!Floats.TryGet(argument, out var number))
                    throw new StarlarkException($"%{(char)letter} format requires float, not {TypeNames.Of(argument)}");
                FloatText.Write(ref builder, number, (char)letter);
                break;
            case 'c':
                WriteCharacter(ref builder, argument);
                break;
            case '%':
                builder.Append('%');
                break;
            default:
                throw new StarlarkException($"unknown conversion %{(char)letter}");
        }
    }

    private static void WriteInteger(ref TextBuilder builder, char letter, in Value argument)
    {
        if (argument.IsSmallInt && letter is 'd' or 'i')
        {
            builder.AppendInt(argument.Bits);
            return;
        }

        Value whole;
        try
        {
            whole = Integers.Truncate(argument);
        }
        catch (StarlarkException exception)
        {
            throw new StarlarkException($"%{letter} format requires integer: {exception.Message}", exception);
        }

        builder.AppendAscii(Digits(Integers.Big(whole), letter));
    }

    private static string Digits(BigInteger number, char letter)
    {
        if (letter is 'd' or 'i')
            return IntegerText.Of(number);
        var magnitude = BigInteger.Abs(number);
        string digits;
        if (letter == 'o')
        {
            var octal = new StringBuilder();
            var bits = magnitude.ToString("b", CultureInfo.InvariantCulture).TrimStart('0');
            bits = bits.PadLeft((bits.Length + 2) / 3 * 3, '0');
            for (var i = 0; i < bits.Length; i += 3)
                octal.Append((char)('0' + ((bits[i] - '0') * 4) + ((bits[i + 1] - '0') * 2) + (bits[i + 2] - '0')));
            digits = octal.ToString();
        }
        else
        {
            digits = magnitude.ToString(letter == 'x' ? "x" : "X", CultureInfo.InvariantCulture).TrimStart('0');
        }

        return (number.Sign < 0 ? "-" : "") + (digits.Length == 0 ? "0" : digits);
    }

    private static void WriteCharacter(ref TextBuilder builder, in Value argument)
    {
        if (argument.IsString)
        {
            var bytes = Strings.Utf8(argument);
            if (bytes.IsEmpty || Runes.Decode(bytes, out var only) != bytes.Length)
                throw new StarlarkException("%c format requires a single-character string");
            builder.AppendRune(only);
            return;
        }

        if (argument.Kind != ValueKind.Int)
            throw new StarlarkException($"%c format requires int or single-character string, not {TypeNames.Of(argument)}");
        if (!argument.IsSmallInt || argument.Bits is < 0 or > 0x10ffff)
            throw new StarlarkException($"%c format requires a valid Unicode code point, got {Representation.Of(argument)}");
        builder.AppendRune(Rune.IsValid((int)argument.Bits) ? new Rune((int)argument.Bits) : Rune.ReplacementChar);
    }
}
