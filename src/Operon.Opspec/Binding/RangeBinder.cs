using System.Collections.Immutable;
using Operon.Opspec.Coercion;
using Operon.Opspec.Expressions;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Binding;

/// <summary>Evaluates the range of a loop (specification, section 1.10): an array, else an object whose keys go in bytewise order.</summary>
public static class RangeBinder
{
    /// <summary>The items in the order of the iterations.</summary>
    public static Result<ImmutableArray<RangeItem>> Bind(Expression range, Evaluation evaluation)
    {
        if (!range.Evaluate(evaluation).TryGet(out var value, out var error)) return error;
        if (ArrayCoercion.Coerce(value, evaluation).TryGet(out var array, out _))
        {
            return array.Items.Select((item, i) => new RangeItem(new NumberValue(i), range is ArrayExpression ? item : item.Marked(array.Secrets), array.IsLiteral)).ToImmutableArray();
        }

        if (ObjectCoercion.Coerce(value, evaluation).TryGet(out var properties, out error))
        {
            return properties.Properties.Select(p => new RangeItem(new StringValue(p.Key, range is ObjectExpression literal && literal.IsWritten(p.Key) ? default : properties.Secrets), range is ObjectExpression ? p.Value : p.Value.Marked(properties.Secrets), IsFinal: false)).ToImmutableArray();
        }

        return new Diagnostic(BindingRules.BadRange, "range is neither an array nor an object", range.Span) { Expected = "an array, an object, or a text or file that holds one as JSON", Cause = error };
    }
}
