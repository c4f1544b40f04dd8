using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>contains</c>: at least one item matches.</summary>
internal sealed class ContainsKeyword(Schema schema) : Keyword
{
    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader) =>
        reader.ReadOptional(schema, "contains") is { } contained ? [new ContainsKeyword(contained)] : [];

    public override void Check(Value value, Inspection inspection)
    {
        if (value is not ArrayValue { Items: var items }) return;
        var nearest = Alternatives.None;
        for (var i = 0; i < items.Length; i++)
        {
            var found = inspection.TryItem(schema, i, items[i]);
            if (found.Count == 0) return;
            nearest = Alternatives.Nearer(nearest, found);
        }

        inspection.Add("contains", "must have an item that matches the schema of contains");
        inspection.AddRange(nearest);
    }
}
