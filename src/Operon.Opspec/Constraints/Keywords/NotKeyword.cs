using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>not</c>: the value does not match the schema.</summary>
internal sealed class NotKeyword(Schema schema) : Keyword
{
    public override IEnumerable<Schema> InPlace => [schema];

    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader) =>
        reader.ReadOptional(schema, "not") is { } refused ? [new NotKeyword(refused)] : [];

    public override void Check(Value value, Inspection inspection)
    {
        if (inspection.Try(schema, value).Count == 0) inspection.Add("not", "must not match the schema of not" + inspection.Is(value));
    }
}
