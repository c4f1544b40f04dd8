using System.Globalization;
using System.Numerics;
using Operon.Starlark.Execution;

namespace Operon.Starlark.Builtins;

/// <summary>Reading numbers from text, as <c>int(s)</c> and <c>float(s)</c> do.</summary>
internal static class NumberText
{
    /// <summary>An integer in a base from 2 to 36, or 0 for the base that the text itself says.</summary>
    public static bool TryParseInt(string text, int radix, out BigInteger number)
    {
        number = default;
        var digits = text.AsSpan();
        var isNegative = digits.StartsWith('-');
        if (isNegative || digits.StartsWith('+'))
            digits = digits[1..];
        if (digits.Length > 1 && digits[0] == '0')
        {
            var prefixed = digits.Length > 2 ? Radix(digits[1]) : 0;
            if (prefixed != 0)
            {
                if (radix == 0 || radix == prefixed)
                {
                    radix = prefixed;
                    digits = digits[2..];
                }
            }
            else if (radix == 0)
            {
                // What begins with zero is zero or nothing, so that nobody takes it for octal.
                return digits.TrimStart('0').IsEmpty;
            }
        }

        if (!TryDigits(digits, radix == 0 ? 10 : radix, out number))
            return false;
        if (isNegative)
            number = -number;
        return true;
    }

    public static double ParseFloat(string text)
    {
        if (text.Length == 0)
            throw new StarlarkException("float: empty string");
        var unsigned = text.AsSpan();
        if (unsigned[0] is '+' or '-')
            unsigned = unsigned[1..];
        if (unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase) || unsigned.Equals("infinity", StringComparison.OrdinalIgnoreCase))
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        if (unsigned.Equals("nan", StringComparison.OrdinalIgnoreCase))
            return double.NaN;

        double number;
        if (unsigned.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            if (!TryHexadecimal(unsigned[2..], out number))
                throw new StarlarkException($"invalid float literal: {text}");
            if (text[0] == '-')
                number = -number;
        }
        else if (!IsDecimal(unsigned) || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            throw new StarlarkException($"invalid float literal: {text}");
        }

        return double.IsFinite(number) ? number : throw new StarlarkException("floating-point number too large");
    }

    private static int Radix(char letter) => letter switch
    {
        'x' or 'X' => 16,
        'o' or 'O' => 8,
        'b' or 'B' => 2,
        _ => 0,
    };

    private static bool IsDecimal(ReadOnlySpan<char> text)
    {
        // The runtime takes spaces and more signs than the dialect.
        if (text.IsEmpty || (!char.IsAsciiDigit(text[0]) && text[0] != '.'))
            return false;
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character) && character is not ('.' or 'e' or 'E' or '+' or '-'))
                return false;
        }

        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> digits, int radix, out BigInteger number)
    {
        number = default;
        if (digits.IsEmpty)
            return false;
        foreach (var digit in digits)
        {
            if (DigitValue(digit) >= radix)
                return false;
        }

        Values.Integers.CheckBits((long)(digits.TrimStart('0').Length * Math.Log2(radix)));

        // The runtime's own readers take less than the square of the length.
        number = radix switch
        {
            10 => BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture),
            16 => BigInteger.Parse(string.Concat("0", digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            _ => Combine(digits, radix),
        };
        return true;
    }

    /// <summary>Halves long texts, so that the large multiplications are few.</summary>
    private static BigInteger Combine(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.Length <= 64)
        {
            var number = BigInteger.Zero;
            foreach (var digit in digits)
                number = (number * radix) + DigitValue(digit);
            return number;
        }

        var half = digits.Length / 2;
        return (Combine(digits[..^half], radix) * BigInteger.Pow(radix, half)) + Combine(digits[^half..], radix);
    }

    private static int DigitValue(char digit) => digit switch
    {
        >= '0' and <= '9' => digit - '0',
        >= 'a' and <= 'z' => digit - 'a' + 10,
        >= 'A' and <= 'Z' => digit - 'A' + 10,
        _ => int.MaxValue,
    };

    /// <summary>A mantissa of hexadecimal digits and a binary exponent, which must be there.</summary>
    private static bool TryHexadecimal(ReadOnlySpan<char> text, out double number)
    {
        number = 0;
        var mark = text.IndexOfAny('p', 'P');
        if (mark <= 0 || !int.TryParse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
            return false;
        var digits = text[..mark].ToString();
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var count = digits.Length;
        if (point >= 0)
        {
            digits = digits.Remove(point, 1);
            count--;
        }

        if (!TryDigits(digits, radix: 16, out var mantissa))
            return false;
        number = Math.ScaleB(Values.Floats.ToDouble(mantissa), exponent - (point < 0 ? 0 : 4 * (count - point)));
        return true;
    }
}
