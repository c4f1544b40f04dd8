using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Binding;

/// <summary>Gives an iteration of a loop its variables (specification, section 1.10).</summary>
public static class LoopBinder
{
    /// <summary>The scope with index, key and value of an iteration as far as the loop names them.</summary>
    /// <param name="vars">The names.</param>
    /// <param name="index">From 0.</param>
    /// <param name="item">The item; null in a loop without range.</param>
    /// <param name="span">Where the range stands.</param>
    /// <param name="evaluation">What the loop sees; an item that is plain data is interpreted once more in it.</param>
    public static Result<Scope> Bind(LoopVarsDeclaration vars, int index, RangeItem? item, SourceSpan span, Evaluation evaluation)
    {
        var scope = evaluation.Scope;
        if (vars.Index is not null) scope = scope.With(vars.Index, new NumberValue(index));
        if (item is not { } current) return scope;
        if (vars.Key is not null) scope = scope.With(vars.Key, current.Key);
        if (vars.Value is null) return scope;
        if (!DataExpression.Evaluate(current.Item, current.IsFinal, span, evaluation).TryGet(out var value, out var error)) return error;
        return scope.With(vars.Value, value);
    }
}
