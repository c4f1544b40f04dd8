using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>minItems</c> and <c>maxItems</c> of arrays, <c>minProperties</c> and <c>maxProperties</c> of objects.</summary>
internal sealed class CountKeyword : Keyword
{
    private readonly ValueKind kind;
    private readonly long? minimum;
    private readonly long? maximum;

    private CountKeyword(ValueKind kind, long? minimum, long? maximum) => (this.kind, this.minimum, this.maximum) = (kind, minimum, maximum);

    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader)
    {
        // The reference refuses contradictory limits of properties and of lengths, but not of items.
        var (minItems, maxItems) = (reader.ReadCount(schema, "minItems"), reader.ReadCount(schema, "maxItems"));
        if (minItems is not null || maxItems is not null) yield return new CountKeyword(ValueKind.Array, minItems, maxItems);
        var properties = reader.ReadCounts(schema, "minProperties", "maxProperties");
        if (properties != (null, null)) yield return new CountKeyword(ValueKind.Object, properties.Minimum, properties.Maximum);
    }

    public override void Check(Value value, Inspection inspection)
    {
        if (value.Kind != kind) return;
        var (count, noun, suffix) = value is ArrayValue array
            ? (array.Items.Length, "item", "Items")
            : (((ObjectValue)value).Properties.Count, "property", "Properties");
        if (count < minimum) inspection.Add("min" + suffix, $"must have at least {Words.Count(minimum.Value, noun)}" + inspection.UnlessSecret($", has {count}"));
        if (count > maximum) inspection.Add("max" + suffix, $"must have at most {Words.Count(maximum.Value, noun)}" + inspection.UnlessSecret($", has {count}"));
    }
}
