using System.Collections.Immutable;
using Operon.Opspec.Coercion;
using Operon.Opspec.Expressions;
using Operon.Opspec.Scopes;
using Operon.Text;

namespace Operon.Opspec.Predicates;

/// <summary><c>gt</c>, <c>gte</c>, <c>lt</c>, <c>lte</c>: operands are compared as numbers, each with the first.</summary>
internal static class Ordering
{
    /// <summary>Whether the first operand compares so to every other; stops at the first to which it does not.</summary>
    public static Result<bool> FirstComparesTo(ImmutableArray<Expression> operands, Evaluation evaluation, Func<double, double, bool> compare)
    {
        double? first = null;
        foreach (var operand in operands)
        {
            if (!operand.Evaluate(evaluation).TryGet(out var value, out var error)) return error;
            if (!NumberCoercion.Coerce(value, evaluation).TryGet(out var number, out error)) return error.At(operand.Span);
            if (first is not { } reference) first = number.Value;
            else if (!compare(reference, number.Value)) return false;
        }

        return true;
    }
}
