using System.Numerics;

namespace Operon.Text.Numbers;

/// <summary>Reads hexadecimal floating-point text, <c>1.8p3</c>, with exact rounding to the nearest even number.</summary>
internal static class HexadecimalFloat
{
    private const int MantissaBits = 53;
    private const int MinExponent = -1022;
    private const int MaxExponent = 1023;

    /// <summary>Reads what follows the prefix.</summary>
    /// <param name="text">What follows <c>0x</c>: hex digits with at most one point, <c>p</c>, decimal exponent.</param>
    /// <param name="negative">Whether a minus stood before it.</param>
    /// <param name="number">The number.</param>
    /// <returns>False when malformed or too large.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, bool negative, out double number)
    {
        number = 0;
        var split = text.IndexOfAny((byte)'p', (byte)'P');
        if (split < 0 || !TryDigits(text[..split], out var bits, out var scale, out var rest)) return false;
        if (!DigitRun.IsExponent(text[(split + 1)..])) return false;
        var size = Round(bits, rest, scale + Exponent(text[(split + 1)..]));
        number = negative ? -size : size;
        return double.IsFinite(size);
    }

    /// <summary>Collects the first 64 significant bits; <paramref name="rest"/> says whether others follow that are not zero.</summary>
    private static bool TryDigits(ReadOnlySpan<byte> text, out ulong bits, out long scale, out bool rest)
    {
        (bits, scale, rest) = (0, 0, false);
        var (digits, point) = (0, false);
        // An underscore may follow the prefix 0x as if that were a digit.
        var previous = '0';
        foreach (var b in text)
        {
            var c = (char)b;
            if (c == '_')
            {
                if (!char.IsAsciiHexDigit(previous)) return false;
            }
            else if (c == '.')
            {
                if (point || previous == '_') return false;
                point = true;
            }
            else if (char.IsAsciiHexDigit(c))
            {
                digits++;
                if (point) scale -= 4;
                if (bits >> 60 == 0)
                {
                    bits = (bits << 4) | (uint)HexDigit(c);
                }
                else
                {
                    rest |= c != '0';
                    scale += 4;
                }
            }
            else
            {
                return false;
            }

            previous = c;
        }

        return digits > 0 && previous != '_';
    }

    private static int HexDigit(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    /// <summary>The exponent, cut to what no mantissa can bring back into range.</summary>
    private static long Exponent(ReadOnlySpan<byte> text)
    {
        const long Limit = 1L << 40;
        var exponent = 0L;
        foreach (var b in text)
        {
            if (char.IsAsciiDigit((char)b)) exponent = Math.Min(Limit, (exponent * 10) + (b - '0'));
        }

        return text[0] == '-' ? -exponent : exponent;
    }

    private static double Round(ulong bits, bool rest, long scale)
    {
        if (bits == 0) return 0;
        var shift = BitOperations.LeadingZeroCount(bits);
        bits <<= shift;
        scale -= shift;
        var exponent = scale + 63;
        if (exponent > MaxExponent) return double.PositiveInfinity;

        var kept = Math.Min(MantissaBits, MantissaBits - (MinExponent - exponent));
        if (kept < 0) return 0;
        var dropped = 64 - (int)kept;
        var mantissa = kept == 0 ? 0 : bits >> dropped;
        var remainder = kept == 0 ? bits : bits & ((1UL << dropped) - 1);
        var half = 1UL << (dropped - 1);
        if (remainder > half || (remainder == half && (rest || (mantissa & 1) == 1))) mantissa++;
        return Math.ScaleB(mantissa, (int)scale + dropped);
    }
}
