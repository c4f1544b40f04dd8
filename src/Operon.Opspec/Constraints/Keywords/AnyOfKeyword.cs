using System.Collections.Immutable;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>anyOf</c>: the value matches at least one schema. If it matches none, the violations of the nearest are told too.</summary>
internal sealed class AnyOfKeyword(ImmutableArray<Schema> schemas) : Keyword
{
    public override IEnumerable<Schema> InPlace => schemas;

    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader) =>
        reader.ReadList(schema, "anyOf") is { IsEmpty: false } schemas ? [new AnyOfKeyword(schemas)] : [];

    public override void Check(Value value, Inspection inspection)
    {
        var nearest = Alternatives.None;
        foreach (var schema in schemas)
        {
            var found = inspection.Try(schema, value);
            if (found.Count == 0) return;
            nearest = Alternatives.Nearer(nearest, found);
        }

        inspection.Add("anyOf", $"must match at least one of the {Words.Count(schemas.Length, "schema")} of anyOf");
        inspection.AddRange(nearest);
    }
}
