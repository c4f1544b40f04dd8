using System.Collections.Immutable;
using System.Text.Json;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Tests.Constraints;

/// <summary>Schemas and values of tests, written as JSON.</summary>
internal static class JsonInput
{
    public static SyntaxNode Schema(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Node(document.RootElement, new SourceSpan(new SourceText("op.yml", json), 0, 0));
    }

    public static Value Value(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Value(document.RootElement);
    }

    private static SyntaxNode Node(JsonElement element, SourceSpan span) => element.ValueKind switch
    {
        JsonValueKind.Object => new MappingNode(span, [.. element.EnumerateObject().Select(p => new MappingEntry(p.Name, span, Node(p.Value, span)))]),
        JsonValueKind.Array => new SequenceNode(span, [.. element.EnumerateArray().Select(i => Node(i, span))]),
        JsonValueKind.String => ScalarNode.String(span, element.GetString()!),
        JsonValueKind.Number => ScalarNode.Numeric(span, element.GetDouble(), element.GetRawText()),
        JsonValueKind.Null => ScalarNode.Null(span),
        _ => ScalarNode.Bool(span, element.GetBoolean()),
    };

    private static Value Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new ObjectValue(element.EnumerateObject().ToImmutableSortedDictionary(p => new ByteString(p.Name), p => Value(p.Value))),
        JsonValueKind.Array => new ArrayValue([.. element.EnumerateArray().Select(Value)]),
        JsonValueKind.String => new StringValue(element.GetString()!),
        JsonValueKind.Number => new NumberValue(element.GetDouble()),
        JsonValueKind.Null => NullValue.Instance,
        _ => new BooleanValue(element.GetBoolean()),
    };
}
