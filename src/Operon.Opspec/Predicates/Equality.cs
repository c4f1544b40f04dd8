using System.Collections.Immutable;
using Operon.Opspec.Coercion;
using Operon.Opspec.Expressions;
using Operon.Opspec.Scopes;
using Operon.Text;

namespace Operon.Opspec.Predicates;

/// <summary><c>eq</c> and <c>ne</c>: operands are compared as text.</summary>
internal static class Equality
{
    /// <summary>Whether all operands equal the first; stops at the first that does not.</summary>
    public static Result<bool> AllEqual(ImmutableArray<Expression> operands, Evaluation evaluation)
    {
        ByteString? first = null;
        foreach (var operand in operands)
        {
            if (!TextOf(operand, evaluation).TryGet(out var text, out var error)) return error;
            if (first is null) first = text;
            else if (first != text) return false;
        }

        return true;
    }

    /// <summary>Whether one operand differs from the first; all are evaluated. Fewer than two operands: true.</summary>
    public static Result<bool> AnyDiffers(ImmutableArray<Expression> operands, Evaluation evaluation)
    {
        ByteString? first = null;
        var differs = operands.Length < 2;
        foreach (var operand in operands)
        {
            if (!TextOf(operand, evaluation).TryGet(out var text, out var error)) return error;
            first ??= text;
            differs |= first != text;
        }

        return differs;
    }

    private static Result<ByteString> TextOf(Expression operand, Evaluation evaluation)
    {
        if (!operand.Evaluate(evaluation).TryGet(out var value, out var error)) return error;
        return StringCoercion.Coerce(value, evaluation).TryGet(out var text, out error) ? text.Text : error.At(operand.Span);
    }
}
