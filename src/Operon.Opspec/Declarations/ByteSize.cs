using System.Globalization;

namespace Operon.Opspec.Declarations;

/// <summary>Amounts of memory as people write them.</summary>
public static class ByteSize
{
    /// <summary>
    /// Reads <c>1048576</c>, <c>512m</c>, <c>1.5g</c>, <c>64KiB</c>. Units are powers of 1024, their case does not matter,
    /// a fraction of a byte is dropped.
    /// </summary>
    /// <returns>Whether it is one of at most 2^62 bytes.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        var digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.')) digits++;
        var unit = text[digits..];
        var number = text[..digits];
        if (number.IsEmpty || number[0] == '.' || number[^1] == '.' || ShiftOf(unit) is not { } shift) return false;
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return false;
        if (value > (decimal)(1L << 62) / (1L << shift)) return false;
        bytes = (long)(value * (1L << shift));
        return true;
    }

    private static int? ShiftOf(ReadOnlySpan<char> unit)
    {
        if (unit.IsEmpty || unit.Equals("b", StringComparison.OrdinalIgnoreCase)) return 0;
        var rest = unit[1..];
        if (!rest.IsEmpty && !rest.Equals("b", StringComparison.OrdinalIgnoreCase) && !rest.Equals("ib", StringComparison.OrdinalIgnoreCase)) return null;
        return char.ToLowerInvariant(unit[0]) switch
        {
            'k' => 10,
            'm' => 20,
            'g' => 30,
            't' => 40,
            _ => null,
        };
    }
}
