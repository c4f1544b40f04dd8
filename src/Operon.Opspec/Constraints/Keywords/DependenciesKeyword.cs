using System.Collections.Immutable;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>dependencies</c>: an object that has a property has others too, or matches a schema.</summary>
internal sealed class DependenciesKeyword(
    ImmutableArray<(string Name, ImmutableArray<string> Others)> names,
    ImmutableArray<(string Name, Schema Schema)> schemas) : Keyword
{
    public override IEnumerable<Schema> InPlace => schemas.Select(s => s.Schema);

    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader)
    {
        if (schema.Find("dependencies") is not { } entry) return [];
        if (entry.Value is not MappingNode map)
        {
            reader.Malformed(entry.Value, "dependencies", "a mapping of names to lists of names or to schemas");
            return [];
        }

        var names = ImmutableArray.CreateBuilder<(string, ImmutableArray<string>)>();
        var schemas = ImmutableArray.CreateBuilder<(string, Schema)>();
        foreach (var (name, _, node) in map.Entries)
        {
            if (node is SequenceNode) names.Add((name, reader.ReadTexts(node, $"dependencies.{name}")));
            else schemas.Add((name, reader.Read(node, $"dependencies.{name}")));
        }

        return [new DependenciesKeyword(names.ToImmutable(), schemas.ToImmutable())];
    }

    public override void Check(Value value, Inspection inspection)
    {
        if (value is not ObjectValue { Properties: var properties }) return;
        foreach (var (name, others) in names)
        {
            if (!properties.ContainsKey(new ByteString(name))) continue;
            foreach (var other in others)
            {
                if (!properties.ContainsKey(new ByteString(other))) inspection.Add("dependencies", $"must have the property '{other}' as it has '{name}'");
            }
        }

        foreach (var (name, schema) in schemas)
        {
            if (properties.ContainsKey(new ByteString(name))) inspection.Apply(schema, value);
        }
    }
}
