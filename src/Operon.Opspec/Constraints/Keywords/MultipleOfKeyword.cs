using System.Globalization;
using System.Numerics;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>multipleOf</c>, exact on the decimal digits of both numbers: 0.3 is a multiple of 0.1.</summary>
internal sealed class MultipleOfKeyword : Keyword
{
    private readonly string text;
    private readonly BigInteger divisor;
    private readonly int divisorExponent;

    private MultipleOfKeyword(double number)
    {
        text = CanonicalText.Of(number);
        (divisor, divisorExponent) = Decimal(number);
    }

    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader)
    {
        if (reader.ReadNumber(schema, "multipleOf") is not { } number) yield break;
        if (number > 0) yield return new MultipleOfKeyword(number);
        else reader.Malformed(schema.Find("multipleOf")!.Value, "multipleOf", "a number above 0");
    }

    public override void Check(Value value, Inspection inspection)
    {
        if (value is NumberValue number && !IsMultiple(number.Value)) inspection.Add("multipleOf", $"must be a multiple of {text}" + inspection.Is(value));
    }

    private bool IsMultiple(double number)
    {
        var (digits, exponent) = Decimal(number);
        var common = Math.Min(exponent, divisorExponent);
        return BigInteger.Remainder(digits * BigInteger.Pow(10, exponent - common), divisor * BigInteger.Pow(10, divisorExponent - common)).IsZero;
    }

    // The shortest digits that give the number back, as a whole number and a power of ten.
    private static (BigInteger Digits, int Exponent) Decimal(double number)
    {
        var written = number.ToString("R", CultureInfo.InvariantCulture);
        var e = written.IndexOf('E', StringComparison.Ordinal);
        var exponent = e < 0 ? 0 : int.Parse(written.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? written : written[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0) exponent -= mantissa.Length - point - 1;
        return (BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), exponent);
    }
}
