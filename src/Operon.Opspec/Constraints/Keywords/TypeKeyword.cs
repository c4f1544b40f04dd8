using System.Collections.Immutable;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Constraints.Keywords;

/// <summary><c>type</c>: one type, or several of which one must fit. A whole number is both an integer and a number.</summary>
internal sealed class TypeKeyword(ImmutableArray<string> admitted) : Keyword
{
    private static readonly ImmutableArray<string> Known = ["array", "boolean", "integer", "null", "number", "object", "string"];

    public static TypeKeyword? Read(MappingNode schema, SchemaReader reader)
    {
        if (schema.Find("type") is not { Value: var node }) return null;
        if (node is not SequenceNode and not ScalarNode { Kind: ScalarKind.String })
        {
            reader.Malformed(node, "type", "a type or a list of types");
            return null;
        }

        ImmutableArray<string> types = node is ScalarNode single ? [single.Text] : reader.ReadTexts(node, "type");
        foreach (var unknown in types.Except(Known, StringComparer.Ordinal))
        {
            reader.Diagnostics.Add(new Diagnostic(ConstraintRules.UnknownType, $"'{unknown}' is no type that a constraint knows", node.Span) { Expected = $"one of {string.Join(", ", Known)}" });
        }

        return types.IsEmpty ? null : new TypeKeyword(types);
    }

    public bool Admits(Value value)
    {
        var type = JsonView.TypeOf(value);
        return admitted.Contains(type, StringComparer.Ordinal) || (type == "integer" && admitted.Contains("number", StringComparer.Ordinal));
    }

    public override void Check(Value value, Inspection inspection) =>
        inspection.Add("type", $"must be of type {string.Join(" or ", admitted)}, is of type {JsonView.TypeOf(value)}");
}
