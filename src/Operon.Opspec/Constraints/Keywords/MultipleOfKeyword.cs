using System.Globalization;
using System.Numerics;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text.Numbers;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>multipleOf</c>, exact on the decimal digits of both numbers: 0.3 is a multiple of 0.1.</summary>
internal sealed class MultipleOfKeyword : Keyword
{
    private readonly string text;
    private readonly BigInteger divisor;
    private readonly int divisorDecimals;

    private MultipleOfKeyword(double number)
    {
        text = CanonicalText.Of(number);
        (divisor, divisorDecimals) = Decimal(number);
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
        var (digits, decimals) = Decimal(number);
        var common = Math.Max(decimals, divisorDecimals);
        return BigInteger.Remainder(digits * BigInteger.Pow(10, common - decimals), divisor * BigInteger.Pow(10, common - divisorDecimals)).IsZero;
    }

    // The shortest digits that give the number back, as a whole number, and how many of them stand behind the point.
    private static (BigInteger Digits, int Decimals) Decimal(double number)
    {
        var written = NumberText.Plain(number);
        var point = written.IndexOf('.', StringComparison.Ordinal);
        return point < 0
            ? (BigInteger.Parse(written, CultureInfo.InvariantCulture), 0)
            : (BigInteger.Parse(written.Remove(point, 1), CultureInfo.InvariantCulture), written.Length - point - 1);
    }
}
