using System.Globalization;
using System.Text;

namespace Operon.Opspec.Syntax;

/// <summary>Numbers as the typed decode of section 1.1.1 prints them: Go's <c>%g</c> with 32 bits.</summary>
internal static class Float32Text
{
    public static string Format(double value)
    {
        var single = (float)value;
        if (float.IsNaN(single)) return "NaN";
        if (float.IsInfinity(single)) return single > 0 ? "+Inf" : "-Inf";
        if (single == 0) return float.IsNegative(single) ? "-0" : "0";

        // "R" gives the shortest digits; they are laid out anew.
        var shortest = MathF.Abs(single).ToString("R", CultureInfo.InvariantCulture);
        var e = shortest.IndexOf('E', StringComparison.Ordinal);
        var mantissa = e < 0 ? shortest : shortest[..e];
        var exponent = e < 0 ? 0 : int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var point = (dot < 0 ? mantissa.Length : dot) + exponent;
        var digits = all.TrimStart('0');
        point -= all.Length - digits.Length;
        digits = digits.TrimEnd('0');

        var text = new StringBuilder();
        if (single < 0) text.Append('-');
        var power = point - 1;
        return power is < -4 or >= 6 ? Scientific(text, digits, power) : Plain(text, digits, point);
    }

    private static string Scientific(StringBuilder text, string digits, int power)
    {
        text.Append(digits[0]);
        if (digits.Length > 1) text.Append('.').Append(digits, 1, digits.Length - 1);
        return text.Append('e').Append(power < 0 ? '-' : '+').Append(Math.Abs(power).ToString("00", CultureInfo.InvariantCulture)).ToString();
    }

    private static string Plain(StringBuilder text, string digits, int point)
    {
        if (point <= 0) return text.Append("0.").Append('0', -point).Append(digits).ToString();
        if (point >= digits.Length) return text.Append(digits).Append('0', point - digits.Length).ToString();
        return text.Append(digits, 0, point).Append('.').Append(digits, point, digits.Length - point).ToString();
    }
}
