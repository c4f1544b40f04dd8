using System.Collections.Immutable;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>allOf</c>: the value matches each schema. What it violates is told beside the line of its own.</summary>
internal sealed class AllOfKeyword(ImmutableArray<Schema> schemas) : Keyword
{
    public override IEnumerable<Schema> InPlace => schemas;

    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader) =>
        reader.ReadList(schema, "allOf") is { IsEmpty: false } schemas ? [new AllOfKeyword(schemas)] : [];

    public override void Check(Value value, Inspection inspection)
    {
        var found = schemas.Select(s => inspection.Try(s, value)).ToArray();
        var matching = found.Count(f => f.Count == 0);
        if (matching == schemas.Length) return;
        inspection.Add("allOf", $"must match all {Words.Count(schemas.Length, "schema")} of allOf, matches {matching}");
        foreach (var violations in found) inspection.AddRange(violations);
    }
}
