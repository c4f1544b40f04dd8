using Operon.Opspec.Syntax;
using Operon.Opspec.Values;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>if</c> with <c>then</c> for values that match it and <c>else</c> for the others.</summary>
internal sealed class ConditionKeyword(Schema condition, Schema? consequence, Schema? alternative) : Keyword
{
    public override IEnumerable<Schema> InPlace => [condition, .. Present(consequence), .. Present(alternative)];

    public static IEnumerable<Keyword> Read(MappingNode schema, SchemaReader reader)
    {
        var condition = reader.ReadOptional(schema, "if");
        var consequence = reader.ReadOptional(schema, "then");
        var alternative = reader.ReadOptional(schema, "else");
        return condition is null || (consequence is null && alternative is null) ? [] : [new ConditionKeyword(condition, consequence, alternative)];
    }

    public override void Check(Value value, Inspection inspection)
    {
        var holds = inspection.Try(condition, value).Count == 0;
        if ((holds ? consequence : alternative) is not { } schema) return;
        var found = inspection.Try(schema, value);
        if (found.Count == 0) return;
        inspection.Add(holds ? "then" : "else", holds ? "must match the schema of then as it matches that of if" : "must match the schema of else as it does not match that of if");
        inspection.AddRange(found);
    }

    private static Schema[] Present(Schema? schema) => schema is null ? [] : [schema];
}
