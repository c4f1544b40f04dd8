using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text.Patterns;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>pattern</c>: found anywhere in a string unless the pattern says where.</summary>
internal sealed class PatternKeyword(string text, Re2Pattern pattern) : Keyword
{
    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader)
    {
        if (reader.ReadText(schema, "pattern") is not { } text) return [];
        return reader.ReadPattern(text, schema.Find("pattern")!.Value.Span, "pattern") is { } pattern ? [new PatternKeyword(text, pattern)] : [];
    }

    public override void Check(Value value, Inspection inspection)
    {
        if (JsonView.TextOf(value) is { } found && !pattern.IsMatch(found)) inspection.Add("pattern", $"must match the pattern '{text}'" + inspection.Is(value));
    }
}
