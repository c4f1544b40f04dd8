using System.Collections.Immutable;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>required</c>: an object has these properties.</summary>
internal sealed class RequiredKeyword(ImmutableArray<string> names) : Keyword
{
    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader) =>
        schema.Find("required") is { } entry ? [new RequiredKeyword(reader.ReadTexts(entry.Value, "required"))] : [];

    public override void Check(Value value, Inspection inspection)
    {
        if (value is not ObjectValue { Properties: var properties }) return;
        foreach (var name in names)
        {
            if (!properties.ContainsKey(new ByteString(name))) inspection.Add("required", $"must have the property '{name}'");
        }
    }
}
