using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>propertyNames</c>: the names of an object's properties match, as strings.</summary>
internal sealed class PropertyNamesKeyword(Schema schema) : Keyword
{
    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader) =>
        reader.ReadOptional(schema, "propertyNames") is { } names ? [new PropertyNamesKeyword(names)] : [];

    public override void Check(Value value, Inspection inspection)
    {
        if (value is not ObjectValue { Properties: var properties }) return;
        foreach (var name in properties.Keys)
        {
            var found = inspection.Try(schema, new StringValue(name));
            if (found.Count == 0) continue;
            inspection.Add("propertyNames", $"must not have a property {inspection.Named(JsonView.Decode(name))}: its name does not match the schema of propertyNames");
            inspection.AddRange(found);
        }
    }
}
