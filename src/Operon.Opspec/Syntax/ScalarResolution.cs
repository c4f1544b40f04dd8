using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Operon.Opspec.Syntax;

/// <summary>
/// What a scalar becomes, by the YAML 1.1 rules of section 1.1.1: words for booleans and null, integers with their bases,
/// floats, everything else text.
/// </summary>
internal static class ScalarResolution
{
    /// <summary>A plain scalar without a tag.</summary>
    public static ResolvedScalar Plain(string text)
    {
        if (text.Length == 0) return ResolvedScalar.Null;

        // Most scalars of an op are words; their first letter tells that they are nothing else.
        switch (text[0])
        {
            case 'y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O' or '~':
                return Word(text);
            case '.':
                return NumberScan.DotFloat(text, out var fraction) ? ResolvedScalar.Float(fraction) : NotFiniteOrText(text);
            case '+' or '-' or (>= '0' and <= '9'):
                return Number(text);
            default:
                return ResolvedScalar.String(text);
        }
    }

    /// <summary>A scalar, plain or quoted, with a tag. False when it is not of the tag's type.</summary>
    public static bool TryTagged(string text, ScalarTag tag, out ResolvedScalar resolved)
    {
        switch (tag)
        {
            case ScalarTag.Text:
                resolved = ResolvedScalar.String(text);
                return true;
            case ScalarTag.Binary:
                resolved = Base64(text, out var decoded) ? ResolvedScalar.String(decoded) : default;
                return resolved.Text is not null;
            case ScalarTag.Timestamp:
                resolved = ResolvedScalar.String(text);
                return TimestampScan.IsTimestamp(text);
            case ScalarTag.Float:
                resolved = Plain(text);
                if (resolved.Tag == ScalarTag.Integer) resolved = ResolvedScalar.Float(resolved.Number);
                return resolved.Tag == ScalarTag.Float;
            default:
                resolved = Plain(text);
                return resolved.Tag == tag;
        }
    }

    private static ResolvedScalar Word(string text) => text switch
    {
        "true" or "True" or "TRUE" or "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => ResolvedScalar.Boolean(true),
        "false" or "False" or "FALSE" or "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => ResolvedScalar.Boolean(false),
        "~" or "null" or "Null" or "NULL" => ResolvedScalar.Null,
        _ => ResolvedScalar.String(text),
    };

    private static ResolvedScalar Number(string text)
    {
        var digits = text.Contains('_', StringComparison.Ordinal) ? text.Replace("_", "", StringComparison.Ordinal) : text;
        if (NumberScan.Integer(digits, out var magnitude, out var isNegative))
        {
            var plain = magnitude.ToString(CultureInfo.InvariantCulture);
            return isNegative ? new(ScalarTag.Integer, "-" + plain, -(double)magnitude) : new(ScalarTag.Integer, plain, magnitude);
        }

        return NumberScan.Float(digits, out var value) ? ResolvedScalar.Float(value) : NotFiniteOrText(text);
    }

    private static ResolvedScalar NotFiniteOrText(string text) => text switch
    {
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => ResolvedScalar.Float(double.PositiveInfinity),
        "-.inf" or "-.Inf" or "-.INF" => ResolvedScalar.Float(double.NegativeInfinity),
        ".nan" or ".NaN" or ".NAN" => ResolvedScalar.Float(double.NaN),
        _ => ResolvedScalar.String(text),
    };

    private static bool Base64(string text, [NotNullWhen(true)] out string? decoded)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            decoded = null;
            return false;
        }

        // One U+FFFD for each byte that is no UTF-8, as the JSON step writes them.
        var builder = new StringBuilder(length);
        for (ReadOnlySpan<byte> rest = bytes.AsSpan(0, length); rest.Length > 0;)
        {
            var valid = Rune.DecodeFromUtf8(rest, out var rune, out var consumed) == System.Buffers.OperationStatus.Done;
            builder.Append(valid ? rune.ToString() : "\uFFFD");
            rest = rest[(valid ? consumed : 1)..];
        }

        decoded = builder.ToString();
        return true;
    }
}
