using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary>
/// <c>minimum</c>, <c>maximum</c> and their exclusive forms, which are limits themselves (draft 6) or make the other one
/// exclusive by <c>true</c> (draft 4).
/// </summary>
internal sealed class LimitKeyword : Keyword
{
    private readonly string keyword;
    private readonly string demand;
    private readonly Func<double, bool> holds;

    private LimitKeyword(string keyword, string demand, double limit, Func<double, bool> holds)
    {
        this.keyword = keyword;
        this.demand = $"must be {demand} {CanonicalText.Of(limit)}";
        this.holds = holds;
    }

    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader)
    {
        var (minimum, above) = ReadPair(schema, reader, "minimum", "exclusiveMinimum");
        var (maximum, below) = ReadPair(schema, reader, "maximum", "exclusiveMaximum");
        if (minimum is { } least) yield return new LimitKeyword("minimum", "at least", least, n => n >= least);
        if (above is { } floor) yield return new LimitKeyword("exclusiveMinimum", "more than", floor, n => n > floor);
        if (maximum is { } most) yield return new LimitKeyword("maximum", "at most", most, n => n <= most);
        if (below is { } ceiling) yield return new LimitKeyword("exclusiveMaximum", "less than", ceiling, n => n < ceiling);
    }

    public override void Check(Value value, Inspection inspection)
    {
        if (value is NumberValue number && !holds(number.Value)) inspection.Add(keyword, demand + inspection.Is(value));
    }

    private static (double? Inclusive, double? Exclusive) ReadPair(MappingNode schema, SchemaReader reader, string keyword, string exclusiveKeyword)
    {
        var limit = reader.ReadNumber(schema, keyword);
        if (schema.Find(exclusiveKeyword)?.Value is not ScalarNode { Kind: ScalarKind.Boolean } flag) return (limit, reader.ReadNumber(schema, exclusiveKeyword));
        if (schema.Find(keyword) is null) reader.Malformed(flag, exclusiveKeyword, $"a number, or {keyword} beside it");
        return flag.Boolean ? (null, limit) : (limit, null);
    }
}
