using System.Collections.Immutable;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>oneOf</c>: the value matches one schema and no other. If it matches none, the violations of the nearest are told too.</summary>
internal sealed class OneOfKeyword(ImmutableArray<Schema> schemas) : Keyword
{
    public override IEnumerable<Schema> InPlace => schemas;

    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader) =>
        reader.ReadList(schema, "oneOf") is { IsEmpty: false } schemas ? [new OneOfKeyword(schemas)] : [];

    public override void Check(Value value, Inspection inspection)
    {
        var nearest = Alternatives.None;
        var matching = 0;
        foreach (var schema in schemas)
        {
            var found = inspection.Try(schema, value);
            if (found.Count == 0) matching++;
            else nearest = Alternatives.Nearer(nearest, found);
        }

        if (matching == 1) return;
        inspection.Add("oneOf", $"must match exactly one of the {Words.Count(schemas.Length, "schema")} of oneOf, matches {(matching == 0 ? "none" : matching)}");
        if (matching == 0) inspection.AddRange(nearest);
    }
}
