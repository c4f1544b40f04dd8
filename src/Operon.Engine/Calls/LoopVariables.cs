using System.Collections.Immutable;
using Operon.Opspec.Binding;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Calls;

/// <summary>The variables of an iteration (specification, section 1.10).</summary>
internal static class LoopVariables
{
    /// <summary>The scope with index, key and value of an iteration as far as the loop names them.</summary>
    /// <param name="scope">What the loop sees.</param>
    /// <param name="vars">The names.</param>
    /// <param name="index">From 0.</param>
    /// <param name="item">The item; null in a loop without range.</param>
    /// <param name="span">Where the range stands.</param>
    /// <param name="evaluation">In which an item that is plain data is interpreted once more.</param>
    public static Result<Scope> Set(Scope scope, LoopVarsDeclaration vars, int index, RangeItem? item, SourceSpan span, Evaluation evaluation)
    {
        if (vars.Index is not null) scope = scope.With(vars.Index, new NumberValue(index));
        if (item is not { } current) return scope;
        if (vars.Key is not null) scope = scope.With(vars.Key, current.Key);
        if (vars.Value is null) return scope;
        if (!DataExpression.Evaluate(current.Item, current.IsFinal, span, evaluation).TryGet(out var value, out var error)) return error;
        return scope.With(vars.Value, value);
    }

    /// <summary>The scope after the loop: what its variables hid is back, a name that hid nothing stays.</summary>
    public static Scope Restore(Scope after, Scope before, LoopVarsDeclaration vars)
    {
        foreach (var name in new[] { vars.Index, vars.Key, vars.Value })
        {
            if (name is not null && before.Find(name) is { } hidden) after = after.With(name, hidden);
        }

        return after;
    }

    /// <summary>The variables that an iteration has, by name, in the order index, key, value.</summary>
    /// <param name="scope">What the iteration sees.</param>
    /// <param name="vars">The names.</param>
    /// <param name="hasItem">Whether there is an item, without which there is only an index.</param>
    public static ImmutableArray<KeyValuePair<string, Value>> Of(Scope scope, LoopVarsDeclaration vars, bool hasItem)
    {
        var found = ImmutableArray.CreateBuilder<KeyValuePair<string, Value>>();
        foreach (var name in new[] { vars.Index, hasItem ? vars.Key : null, hasItem ? vars.Value : null }.Distinct(StringComparer.Ordinal))
        {
            if (name is not null && scope.Find(name) is { } value) found.Add(KeyValuePair.Create(name, value));
        }

        return found.DrainToImmutable();
    }
}
