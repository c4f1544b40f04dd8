using System.Globalization;
using System.Text;

namespace Operon.Text.Numbers;

/// <summary>
/// Numbers as text and back, exactly as the opspec wants them (sections 1.1.1 and 1.5 of the specification). The
/// notations are those of Go, in which it was first written; .NET's own differ in small ways that ops notice.
/// </summary>
public static class NumberText
{
    /// <summary>The most bytes a number can take in any notation here: the smallest one has 323 zeros after its point.</summary>
    public const int MaxLength = 352;

    /// <summary>Shortest digits that read back as the same number, in plain decimal: 1e21 is 1000000000000000000000.</summary>
    /// <returns>Also <c>-0</c>, <c>NaN</c>, <c>+Inf</c> and <c>-Inf</c>.</returns>
    public static string Plain(double number)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..WritePlain(number, text)]);
    }

    /// <summary>The notation of JSON: plain, but with an exponent below 1e-6 and from 1e21 on (<c>1e-7</c>, <c>1e+21</c>).</summary>
    /// <returns>Also <c>NaN</c>, <c>+Inf</c> and <c>-Inf</c>, which are not JSON.</returns>
    public static string Json(double number)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..WriteJson(number, text)]);
    }

    /// <summary>
    /// The notation of a YAML number where a text is wanted (section 1.1.1): rounded to 32 bits, plain between 1e-4 and
    /// 1e6, else with an exponent of two digits or more: 1.10 is <c>1.1</c>, 1e9 is <c>1e+09</c>.
    /// </summary>
    /// <returns>Also <c>-0</c>, <c>NaN</c>, <c>+Inf</c> and <c>-Inf</c>.</returns>
    public static string General32(double number)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        var single = (float)number;
        var writer = new NumberWriter(text);
        if (writer.Special(single)) return Encoding.ASCII.GetString(writer.Written);
        var digits = ShortestDecimal.Of(single);
        if (digits.Point is > -4 and <= 6)
        {
            writer.Plain(digits);
        }
        else
        {
            writer.Scientific(digits, exponentDigits: 2);
        }

        return Encoding.ASCII.GetString(writer.Written);
    }

    /// <summary>Writes <see cref="Plain"/> as ASCII.</summary>
    /// <param name="number">Any.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many bytes.</returns>
    public static int WritePlain(double number, Span<byte> target)
    {
        var writer = new NumberWriter(target);
        if (!writer.Special(number)) writer.Plain(ShortestDecimal.Of(number));
        return writer.Written.Length;
    }

    /// <summary>Writes <see cref="Json"/> as ASCII.</summary>
    /// <param name="number">Any.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many bytes.</returns>
    public static int WriteJson(double number, Span<byte> target)
    {
        var writer = new NumberWriter(target);
        if (!writer.Special(number))
        {
            var digits = ShortestDecimal.Of(number);
            if (number == 0 || Math.Abs(number) is >= 1e-6 and < 1e21)
            {
                writer.Plain(digits);
            }
            else
            {
                writer.Scientific(digits, exponentDigits: 1);
            }
        }

        return writer.Written.Length;
    }

    /// <summary>
    /// Reads a number that is the whole of <paramref name="text"/> (section 1.5): decimal with or without exponent, hex
    /// with a binary exponent (<c>0x1.8p3</c>), single underscores between digits, <c>inf</c>, <c>infinity</c> and
    /// <c>nan</c> in any case. No white space; too large a number is none; too small a one is zero.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double number)
    {
        if (TrySpecial(text, out number)) return true;
        var unsigned = text is [(byte)'+' or (byte)'-', ..] ? text[1..] : text;
        if (unsigned is [(byte)'0', (byte)'x' or (byte)'X', ..])
        {
            return HexadecimalFloat.TryParse(unsigned[2..], negative: text[0] == '-', out number);
        }

        return IsDecimal(unsigned) && TryDecimal(text, out number);
    }

    private static bool TrySpecial(ReadOnlySpan<byte> text, out double number)
    {
        number = text switch
        {
            [(byte)'-', .. var rest] when IsInfinity(rest) => double.NegativeInfinity,
            [(byte)'+', .. var rest] when IsInfinity(rest) => double.PositiveInfinity,
            _ when IsInfinity(text) => double.PositiveInfinity,
            _ when Ascii.EqualsIgnoreCase(text, "nan"u8) => double.NaN,
            _ => 0,
        };
        return !double.IsFinite(number);

        static bool IsInfinity(ReadOnlySpan<byte> text) =>
            Ascii.EqualsIgnoreCase(text, "inf"u8) || Ascii.EqualsIgnoreCase(text, "infinity"u8);
    }

    private static bool IsDecimal(ReadOnlySpan<byte> text)
    {
        var at = 0;
        var digits = DigitRun.Skip(text, ref at);
        if (digits < 0) return false;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            var fraction = DigitRun.Skip(text, ref at);
            if (fraction < 0) return false;
            digits += fraction;
        }

        return digits > 0 && (at == text.Length || (text[at] is (byte)'e' or (byte)'E' && DigitRun.IsExponent(text[(at + 1)..])));
    }

    private static bool TryDecimal(ReadOnlySpan<byte> text, out double number)
    {
        if (text.Contains((byte)'_'))
        {
            var clean = text.Length <= 256 ? stackalloc byte[text.Length] : new byte[text.Length];
            var length = 0;
            foreach (var b in text)
            {
                if (b != '_') clean[length++] = b;
            }

            return TryDecimal(clean[..length], out number);
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }
}
