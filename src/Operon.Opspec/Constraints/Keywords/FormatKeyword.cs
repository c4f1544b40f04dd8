using Operon.Opspec.Constraints.Formats;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>format</c>: null has every format, other values that are no strings have none, except that whole numbers are <c>integer</c>.</summary>
internal sealed class FormatKeyword(string name, Func<string, bool> matches) : Keyword
{
    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader)
    {
        if (reader.ReadText(schema, "format") is not { } name) return [];
        var matches = name == FormatTable.Integer ? _ => false : FormatTable.Find(name);
        return matches is null ? [] : [new FormatKeyword(name, matches)];
    }

    public override void Check(Value value, Inspection inspection)
    {
        var fits = value switch
        {
            NullValue => true,
            NumberValue number => name == FormatTable.Integer && JsonView.IsWhole(number.Value),
            _ => JsonView.TextOf(value) is { } text && matches(text),
        };
        if (!fits) inspection.Add("format", $"must have the format '{name}'" + inspection.Is(value));
    }
}
