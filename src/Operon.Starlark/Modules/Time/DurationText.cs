using System.Buffers;
using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;

namespace Operon.Starlark.Modules.Time;

/// <summary>Reads durations: a sign and numbers with units, such as <c>-1h15m30.918s</c>.</summary>
internal static class DurationText
{
    private static readonly SearchValues<char> s_numeric = SearchValues.Create(".0123456789");

    public static long Parse(string text)
    {
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith('-');
        if (isNegative || rest.StartsWith('+'))
            rest = rest[1..];
        if (rest is "0")
            return 0;
        if (rest.IsEmpty)
            throw Invalid(text);
        Int128 total = 0;
        while (!rest.IsEmpty)
        {
            var (whole, fraction, scale) = TakeNumber(ref rest, text);
            var length = rest.IndexOfAny(s_numeric);
            var name = length < 0 ? rest : rest[..length];
            if (name.IsEmpty)
                throw new StarlarkException($"time: missing unit in duration {Quotation.Of(text)}");
            if (Unit(name) is not { } unit)
                throw new StarlarkException($"time: unknown unit {Quotation.Of(name.ToString())} in duration {Quotation.Of(text)}");
            rest = rest[name.Length..];
            total += (whole * unit) + (Int128)((double)fraction * (unit / scale));
            if (total > (Int128)long.MaxValue + 1)
                throw Invalid(text);
        }

        if (isNegative)
            total = -total;
        return total <= long.MaxValue ? (long)total : throw Invalid(text);
    }

    private static (Int128 Whole, long Fraction, double Scale) TakeNumber(ref ReadOnlySpan<char> rest, string text)
    {
        Int128 whole = 0;
        long fraction = 0;
        double scale = 1;
        var digits = 0;
        var seenPoint = false;
        var at = 0;
        for (; at < rest.Length; at++)
        {
            if (rest[at] == '.' && !seenPoint)
            {
                seenPoint = true;
                continue;
            }

            if (!char.IsAsciiDigit(rest[at]))
                break;
            digits++;
            var digit = rest[at] - '0';
            if (!seenPoint)
            {
                whole = (whole * 10) + digit;
                if (whole > long.MaxValue)
                    throw Invalid(text);
            }
            else if (fraction < long.MaxValue / 100)
            {
                fraction = (fraction * 10) + digit;
                scale *= 10;
            }
        }

        if (digits == 0)
            throw Invalid(text);
        rest = rest[at..];
        return (whole, fraction, scale);
    }

    private static long? Unit(ReadOnlySpan<char> name) => name switch
    {
        "ns" => 1,
        "us" or "\u00b5s" or "\u03bcs" => 1_000,
        "ms" => 1_000_000,
        "s" => DurationValue.Second,
        "m" => DurationValue.Minute,
        "h" => DurationValue.Hour,
        _ => null,
    };

    private static StarlarkException Invalid(string text) => new($"time: invalid duration {Quotation.Of(text)}");
}
