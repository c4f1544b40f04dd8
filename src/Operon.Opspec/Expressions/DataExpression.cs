using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Numbers;

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
        if (!Expression.From(Syntax(item, span)).Evaluate(evaluation).TryGet(out var value, out var error)) return error;
        return value.Marked(item.Secrets);
    }

    private static SyntaxNode Syntax(Value data, SourceSpan span) => data switch
    {
        ArrayValue array => new SequenceNode(span, [.. array.Items.Select(i => Syntax(i, span))]),
        ObjectValue properties => new MappingNode(span, [.. properties.Properties.Select(p => new MappingEntry(p.Key.ToString(), span, Syntax(p.Value, span)))]),
        BooleanValue boolean => ScalarNode.Bool(span, boolean.Value),
        NumberValue number => ScalarNode.Numeric(span, number.Value, NumberText.Plain(number.Value)),
        StringValue text => ScalarNode.String(span, text.Text.ToString()),
        _ => ScalarNode.Null(span),
    };
}
