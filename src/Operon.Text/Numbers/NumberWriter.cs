using System.Globalization;

namespace Operon.Text.Numbers;

/// <summary>Puts the digits of a number into a buffer, with the point or an exponent.</summary>
internal ref struct NumberWriter(Span<byte> target)
{
    private readonly Span<byte> target = target;
    private int length;

    public readonly ReadOnlySpan<byte> Written => target[..length];

    /// <summary>Writes what has no digits; else only the sign, if it is negative, and says false.</summary>
    public bool Special(double number)
    {
        if (double.IsNaN(number))
        {
            Append("NaN"u8);
            return true;
        }

        if (double.IsInfinity(number))
        {
            Append(number > 0 ? "+Inf"u8 : "-Inf"u8);
            return true;
        }

        if (double.IsNegative(number)) target[length++] = (byte)'-';
        return false;
    }

    public void Plain(ShortestDecimal number)
    {
        var digits = number.Digits;
        if (number.Point <= 0)
        {
            Append("0."u8);
            Zeros(-number.Point);
            Append(digits);
        }
        else if (number.Point >= digits.Length)
        {
            Append(digits);
            Zeros(number.Point - digits.Length);
        }
        else
        {
            Append(digits[..number.Point]);
            target[length++] = (byte)'.';
            Append(digits[number.Point..]);
        }
    }

    public void Scientific(ShortestDecimal number, int exponentDigits)
    {
        var digits = number.Digits;
        Append(digits[..1]);
        if (digits.Length > 1)
        {
            target[length++] = (byte)'.';
            Append(digits[1..]);
        }

        var exponent = number.Point - 1;
        Append(exponent < 0 ? "e-"u8 : "e+"u8);
        exponent = Math.Abs(exponent);
        if (exponentDigits == 2 && exponent < 10) Zeros(1);
        exponent.TryFormat(target[length..], out var written, default, CultureInfo.InvariantCulture);
        length += written;
    }

    private void Append(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(target[length..]);
        length += text.Length;
    }

    private void Zeros(int count)
    {
        target.Slice(length, count).Fill((byte)'0');
        length += count;
    }
}
