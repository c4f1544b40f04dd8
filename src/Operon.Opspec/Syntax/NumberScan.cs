using System.Globalization;

namespace Operon.Opspec.Syntax;

/// <summary>Reads the numbers of YAML 1.1 as section 1.1.1 has them. The callers drop underscores first, but for <see cref="DotFloat"/>.</summary>
internal static class NumberScan
{
    /// <summary>
    /// An integer of 64 bits, signed or not: a sign, then <c>0x</c>, <c>0b</c>, <c>0o</c> or a leading <c>0</c> (octal), then digits.
    /// </summary>
    public static bool Integer(ReadOnlySpan<char> text, out ulong magnitude, out bool isNegative)
    {
        (magnitude, isNegative) = (0, false);
        var sign = text.Length > 0 && text[0] is '+' or '-' ? text[0] : ' ';
        var digits = sign == ' ' ? text : text[1..];
        uint radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            radix = (digits[1] | 0x20) switch { 'x' => 16, 'b' => 2, _ => 8 };
            digits = digits[(radix != 8 || (digits[1] | 0x20) == 'o' ? 2 : 1)..];

            // A second sign after 0b is a quirk that the original has.
            if (radix == 2 && sign == ' ' && text[1] == 'b' && digits.Length > 1 && digits[0] is '+' or '-')
            {
                sign = digits[0];
                digits = digits[1..];
            }
        }

        if (digits.Length == 0) return false;
        foreach (var c in digits)
        {
            var digit = Digit(c);
            if (digit >= radix || magnitude > (ulong.MaxValue - digit) / radix) return false;
            magnitude = (magnitude * radix) + digit;
        }

        // Only a number without a sign may use the 64th bit.
        if (magnitude > (sign == ' ' ? ulong.MaxValue : sign == '+' ? long.MaxValue : (ulong)long.MaxValue + 1)) return false;
        isNegative = sign == '-' && magnitude != 0;
        return true;
    }

    /// <summary>A float: a sign, digits with or without a dot, an exponent. False when it is none or too large for a double.</summary>
    public static bool Float(ReadOnlySpan<char> text, out double value)
    {
        var at = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        var whole = Digits(text, ref at);
        var fraction = 0;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = Digits(text, ref at);
        }

        value = 0;
        return whole + fraction > 0 && Exponent(text, ref at) && at == text.Length && Finite(text, out value);
    }

    /// <summary>A float that begins with its dot; there an underscore counts only between two digits.</summary>
    public static bool DotFloat(string text, out double value)
    {
        value = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '_') continue;
            if (i + 1 == text.Length || !char.IsAsciiDigit(text[i - 1]) || !char.IsAsciiDigit(text[i + 1])) return false;
        }

        return Float(text.Replace("_", "", StringComparison.Ordinal), out value);
    }

    private static bool Exponent(ReadOnlySpan<char> text, ref int at)
    {
        if (at == text.Length || text[at] is not ('e' or 'E')) return true;
        at++;
        if (at < text.Length && text[at] is '+' or '-') at++;
        return Digits(text, ref at) > 0;
    }

    private static bool Finite(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static int Digits(ReadOnlySpan<char> text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return at - start;
    }

    private static uint Digit(char c) => c switch
    {
        >= '0' and <= '9' => (uint)(c - '0'),
        >= 'a' and <= 'f' => (uint)(c - 'a' + 10),
        >= 'A' and <= 'F' => (uint)(c - 'A' + 10),
        _ => uint.MaxValue,
    };
}
