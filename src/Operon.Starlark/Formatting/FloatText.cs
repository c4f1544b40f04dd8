using System.Globalization;

namespace Operon.Starlark.Formatting;

/// <summary>The text of floats, by the letters of <c>%</c>: e, f, g and E, G.</summary>
internal static class FloatText
{
    private const int FirstExponent = 6;

    public static void Write(ref TextBuilder builder, double number, char letter = 'g')
    {
        if (!double.IsFinite(number))
        {
            builder.AppendAscii(double.IsNaN(number) ? "nan" : number > 0 ? "+inf" : "-inf");
            return;
        }

        if (letter is 'g' or 'G')
        {
            WriteShortest(ref builder, number, letter == 'g' ? 'e' : 'E', stackalloc char[64]);
            return;
        }

        scoped Span<char> buffer = stackalloc char[512];
        switch (letter)
        {
            case 'f':
                number.TryFormat(buffer, out var length, "F6", CultureInfo.InvariantCulture);
                builder.AppendAscii(buffer[..length]);
                break;
            case 'e' or 'E':
                number.TryFormat(buffer, out length, letter == 'e' ? "e6" : "E6", CultureInfo.InvariantCulture);
                var mark = buffer[..length].IndexOf(letter);
                builder.AppendAscii(buffer[..mark]);
                WriteExponent(ref builder, int.Parse(buffer[(mark + 1)..length], CultureInfo.InvariantCulture), letter);
                break;
            default:
                // The reference prints a letter that it does not know.
                builder.Append('%');
                builder.Append(letter);
                break;
        }
    }

    public static string Of(double number)
    {
        var builder = new TextBuilder(stackalloc char[32]);
        Write(ref builder, number);
        return (string)builder.ToValue().Reference!;
    }

    /// <summary>The fewest digits that read back as the same number, always with a point or an exponent.</summary>
    private static void WriteShortest(ref TextBuilder builder, double number, char exponentLetter, scoped Span<char> buffer)
    {
        // "R" gives the fewest digits, in one of two layouts; but of some powers of two so few that they are another number.
        number.TryFormat(buffer, out var length, "R", CultureInfo.InvariantCulture);
        if (IsPowerOfTwo(number) && double.Parse(buffer[..length], CultureInfo.InvariantCulture) != number)
            number.TryFormat(buffer, out length, "E16", CultureInfo.InvariantCulture);
        var text = buffer[..length];
        scoped Span<char> digits = stackalloc char[32];
        var (count, exponent) = TakeApart(text, digits);
        if (double.IsNegative(number))
            builder.Append('-');
        digits = digits[..count];

        if (exponent is < -4 or >= FirstExponent)
        {
            builder.Append(digits[0]);
            if (count > 1)
            {
                builder.Append('.');
                builder.AppendAscii(digits[1..]);
            }

            WriteExponent(ref builder, exponent, exponentLetter);
        }
        else if (exponent < 0)
        {
            builder.AppendAscii("0.");
            builder.AppendAscii("000".AsSpan(0, -exponent - 1));
            builder.AppendAscii(digits);
        }
        else
        {
            for (var i = 0; i <= exponent; i++)
                builder.Append(i < count ? digits[i] : '0');
            builder.Append('.');
            if (count > exponent + 1)
                builder.AppendAscii(digits[(exponent + 1)..]);
            else
                builder.Append('0');
        }
    }

    private static bool IsPowerOfTwo(double number) => (BitConverter.DoubleToInt64Bits(number) & ((1L << 52) - 1)) == 0;

    /// <summary>The digits without zeros around them, and the exponent of the first.</summary>
    private static (int Count, int Exponent) TakeApart(ReadOnlySpan<char> text, Span<char> digits)
    {
        var count = 0;
        var exponent = -1;
        var seenPoint = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '-':
                    break;
                case '.':
                    seenPoint = true;
                    break;
                case 'E':
                    exponent += int.Parse(text[(i + 1)..], CultureInfo.InvariantCulture);
                    i = text.Length;
                    break;
                case '0' when count == 0:
                    if (seenPoint)
                        exponent--;
                    break;
                default:
                    digits[count++] = text[i];
                    if (!seenPoint)
                        exponent++;
                    break;
            }
        }

        while (count > 0 && digits[count - 1] == '0')
            count--;
        if (count > 0)
            return (count, exponent);
        digits[0] = '0';
        return (1, 0);
    }

    private static void WriteExponent(ref TextBuilder builder, int exponent, char letter)
    {
        builder.Append(letter);
        builder.Append(exponent < 0 ? '-' : '+');
        if (Math.Abs(exponent) < 10)
            builder.Append('0');
        builder.AppendInt(Math.Abs(exponent));
    }
}
