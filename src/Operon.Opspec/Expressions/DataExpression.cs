using Operon.Opspec.Interpolation;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Expressions;

/// <summary>
/// Plain data interpreted once more: commands and loops do that with items that came from JSON (specification, sections 1.7 and
/// 1.10), so a text <c>$(x)</c> in the data is expanded.
/// </summary>
public static class DataExpression
{
    /// <summary>The item of an array or range as its user gets it.</summary>
    /// <param name="item">The item.</param>
    /// <param name="isFinal">Whether it was evaluated as part of a literal, so that it is taken as it is.</param>
    /// <param name="span">Where the array or range stands.</param>
    /// <param name="evaluation">Scope and files.</param>
    public static Result<Value> Evaluate(Value item, bool isFinal, SourceSpan span, Evaluation evaluation)
    {
        if (isFinal || item is DirValue or FileValue or SocketValue or NumberValue or BooleanValue) return item;
        if (!Of(item, span).Evaluate(evaluation).TryGet(out var value, out var error))
        {
            // The reference that failed is part of the data.
            return item.IsSecret ? new Diagnostic(error.Rule, $"a text in {item} cannot be evaluated", span) : error;
        }

        return value.Marked(item.Secrets);
    }

    // Built from the values themselves, not from YAML: their texts are bytes.
    private static Expression Of(Value data, SourceSpan span) => data switch
    {
        ArrayValue array => new ArrayExpression(new SequenceNode(span, []), [.. array.Items.Select(i => Of(i, span))]),
        ObjectValue properties => new ObjectExpression(new MappingNode(span, []), [.. properties.Properties.Select(p => Property(p.Key, p.Value, span))]),
        StringValue text => TextExpression.Again(ScalarNode.String(span, text.Text.ToString()), text.Text),
        NullValue => new ScalarExpression(ScalarNode.Null(span)),
        _ => new ScalarExpression(ScalarNode.Null(span), data),
    };

    private static ObjectExpressionEntry Property(ByteString key, Value value, SourceSpan span)
    {
        var entry = new MappingEntry(key.ToString(), span, ScalarNode.Null(span));
        return new ObjectExpressionEntry(Template.Parse(key), entry, value is NullValue ? Expression.Shorthand(entry) : Of(value, span));
    }
}
