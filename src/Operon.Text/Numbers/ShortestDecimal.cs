using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Operon.Text.Numbers;

/// <summary>
/// The fewest decimal digits that read back as the same number: the value is 0.d₁d₂…dₙ × 10^<see cref="Point"/>.
/// Digits have no zero at either end, except for the number zero, which is one digit 0 with the point behind it.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct ShortestDecimal
{
    private Buffer buffer;
    private int first;
    private int count;

    /// <summary>Where the decimal point stands, counted from the first digit.</summary>
    public int Point { get; private set; }

    /// <summary>The digits, as ASCII.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Digits => ((ReadOnlySpan<byte>)buffer).Slice(first, count);

    /// <summary>The digits of the size of a finite 64-bit number.</summary>
    public static ShortestDecimal Of(double number)
    {
        var result = default(ShortestDecimal);
        Span<byte> text = result.buffer;
        number = Math.Abs(number);
        var fits = number.TryFormat(text, out var written, "R", CultureInfo.InvariantCulture);
        Debug.Assert(fits, "shortest text of a double is at most 24 characters");

        // .NET drops one digit too many of a few powers of two (2^-25 becomes 2.980232238769531E-08, which reads back as
        // the number below it): all powers of two were compared, and 17 digits are right where its text is not.
        if (double.IsPow2(number) && double.Parse(text[..written], CultureInfo.InvariantCulture) != number)
        {
            number.TryFormat(text, out written, "E16", CultureInfo.InvariantCulture);
        }

        result.Normalize(written);
        return result;
    }

    /// <summary>The digits of the size of a finite 32-bit number.</summary>
    public static ShortestDecimal Of(float number)
    {
        var result = default(ShortestDecimal);
        var fits = Math.Abs(number).TryFormat((Span<byte>)result.buffer, out var written, "R", CultureInfo.InvariantCulture);
        Debug.Assert(fits, "shortest text of a float is at most 16 characters");
        result.Normalize(written);
        return result;
    }

    /// <summary>Takes <c>12.5</c> or <c>1.25E+01</c> apart, in place.</summary>
    private void Normalize(int written)
    {
        Span<byte> text = buffer;
        text = text[..written];
        var exponent = 0;
        if (text.IndexOf((byte)'E') is var e and >= 0)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var whole = text.IndexOf((byte)'.');
        if (whole < 0)
        {
            whole = text.Length;
        }
        else
        {
            text[(whole + 1)..].CopyTo(text[whole..]);
            text = text[..^1];
        }

        first = text.IndexOfAnyExcept((byte)'0');
        if (first < 0)
        {
            (first, count, Point) = (0, 1, 1);
            return;
        }

        count = text.LastIndexOfAnyExcept((byte)'0') + 1 - first;
        Point = whole - first + exponent;
    }

    [InlineArray(32)]
    private struct Buffer
    {
        private byte first;
    }
}
