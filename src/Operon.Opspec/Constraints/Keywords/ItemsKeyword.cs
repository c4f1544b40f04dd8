using System.Collections.Immutable;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary>
/// <c>items</c>: one schema for all, or one for each of the first ones with <c>additionalItems</c> for the rest. An empty list
/// demands nothing, and neither does <c>additionalItems</c> without a list: so has the reference it.
/// </summary>
internal sealed class ItemsKeyword(ImmutableArray<Schema> first, Schema? rest, bool isClosed) : Keyword
{
    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader)
    {
        var additional = schema.Find("additionalItems")?.Value;
        var rest = reader.ReadOptional(schema, "additionalItems");
        if (schema.Find("items") is not { Value: var items }) return [];
        if (items is not SequenceNode list) return [new ItemsKeyword([], reader.Read(items, "items"), isClosed: false)];
        if (list.Items.IsEmpty) return [];
        return [new ItemsKeyword(reader.ReadList(schema, "items"), rest, additional is ScalarNode { Kind: ScalarKind.Boolean, Boolean: false })];
    }

    public override void Check(Value value, Inspection inspection)
    {
        if (value is not ArrayValue { Items: var items }) return;
        for (var i = 0; i < items.Length; i++)
        {
            if (i < first.Length) inspection.ApplyToItem(first[i], i, items[i]);
            else if (rest is null || isClosed) break;
            else inspection.ApplyToItem(rest, i, items[i]);
        }

        if (isClosed && items.Length > first.Length)
        {
            inspection.Add("additionalItems", $"must have at most {Words.Count(first.Length, "item")}" + inspection.UnlessSecret($", has {items.Length}"));
        }
    }
}
