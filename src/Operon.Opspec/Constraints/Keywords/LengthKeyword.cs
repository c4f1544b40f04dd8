using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>minLength</c> and <c>maxLength</c>, in code points.</summary>
internal sealed class LengthKeyword(long? minimum, long? maximum) : Keyword
{
    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader)
    {
        var (minimum, maximum) = reader.ReadCounts(schema, "minLength", "maxLength");
        return minimum is null && maximum is null ? [] : [new LengthKeyword(minimum, maximum)];
    }

    public override void Check(Value value, Inspection inspection)
    {
        if (JsonView.TextOf(value) is not { } text) return;
        var length = text.Length - text.Count(char.IsLowSurrogate);
        if (length < minimum) inspection.Add("minLength", $"must be at least {Words.Count(minimum.Value, "character")} long" + inspection.UnlessSecret($", has {length}"));
        if (length > maximum) inspection.Add("maxLength", $"must be at most {Words.Count(maximum.Value, "character")} long" + inspection.UnlessSecret($", has {length}"));
    }
}
