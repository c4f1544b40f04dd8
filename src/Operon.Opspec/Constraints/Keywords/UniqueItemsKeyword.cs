using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>uniqueItems</c>: no two items are equal; compared as by <c>enum</c>.</summary>
internal sealed class UniqueItemsKeyword : Keyword
{
    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader) =>
        reader.ReadBoolean(schema, "uniqueItems") ? [new UniqueItemsKeyword()] : [];

    public override void Check(Value value, Inspection inspection)
    {
        if (value is not ArrayValue { Items: var items }) return;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < items.Length; i++)
        {
            var text = CanonicalText.Of(items[i]);
            if (!seen.TryAdd(text, i)) inspection.Add("uniqueItems", $"must not have the same item twice; [{seen[text]}] and [{i}] are equal");
        }
    }
}
