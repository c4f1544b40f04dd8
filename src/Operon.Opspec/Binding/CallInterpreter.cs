using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Predicates;
using Operon.Opspec.Scopes;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Binding;

/// <summary>
/// Evaluates what belongs to one call itself: its name, its condition, then a container's parts, an op's place or a loop's range
/// and end. Calls below it and the inputs of an op are not looked at. Together with <see cref="Files.PlannedFiles"/> it starts and
/// creates nothing.
/// </summary>
/// <param name="findOp">Finds the directory of the op that a call refers to (specification, section 1.8).</param>
public sealed class CallInterpreter(Func<OpCallDeclaration, Evaluation, Result<Location>> findOp)
{
    /// <summary>What the call would do, or the first thing that would make it fail before it starts.</summary>
    public Result<InterpretedCall> Interpret(CallDeclaration call, Evaluation evaluation)
    {
        if (!NameOf(call, evaluation).TryGet(out var name, out var error)) return error;
        var interpreted = new InterpretedCall(call, name);
        if (call.If is { } conditions)
        {
            if (!Predicate.AllHold(conditions, evaluation).TryGet(out var holds, out error)) return error.At(call.Span);
            if (!holds) return interpreted with { IsSkipped = true };
        }

        return call switch
        {
            ContainerCallDeclaration container => Container(container, interpreted, evaluation),
            OpCallDeclaration op => Op(op, interpreted, evaluation),
            ParallelLoopDeclaration loop => ParallelLoop(loop, interpreted, evaluation),
            SerialLoopDeclaration loop => SerialLoop(loop, interpreted, evaluation),
            _ => interpreted,
        };
    }

    /// <summary>The name of a call, which is interpolated before anything else of it (section 1.11); null when it has none.</summary>
    public static Result<string?> NameOf(CallDeclaration call, Evaluation evaluation)
    {
        if (call.Name is null) return (string?)null;
        if (!call.Name.Evaluate(evaluation).TryGet(out var value, out var error)) return error;
        if (!StringCoercion.Coerce(value, evaluation).TryGet(out var text, out error)) return error.At(call.Name.Span);
        return text.IsSecret ? text.ToString() : text.Text.ToString();
    }

    private static Result<InterpretedCall> Container(ContainerCallDeclaration call, InterpretedCall interpreted, Evaluation evaluation) =>
        ContainerBinder.Bind(call, evaluation).TryGet(out var container, out var error) ? interpreted with { Container = container } : error;

    private Result<InterpretedCall> Op(OpCallDeclaration call, InterpretedCall interpreted, Evaluation evaluation) =>
        findOp(call, evaluation).TryGet(out var directory, out var error) ? interpreted with { Op = directory } : error;

    private static Result<InterpretedCall> ParallelLoop(ParallelLoopDeclaration call, InterpretedCall interpreted, Evaluation evaluation)
    {
        if (!RangeBinder.Bind(call.Range, evaluation).TryGet(out var range, out var error)) return error;
        var iterations = ImmutableArray.CreateBuilder<Scope>(range.Length);
        for (var i = 0; i < range.Length; i++)
        {
            if (!LoopBinder.Bind(call.Vars, i, range[i], call.Range.Span, evaluation).TryGet(out var scope, out error)) return error;
            iterations.Add(scope);
        }

        return interpreted with { Iterations = iterations.MoveToImmutable() };
    }

    private static Result<InterpretedCall> SerialLoop(SerialLoopDeclaration call, InterpretedCall interpreted, Evaluation evaluation)
    {
        RangeItem? first = null;
        if (call.Range is not null)
        {
            if (!RangeBinder.Bind(call.Range, evaluation).TryGet(out var range, out var badRange)) return badRange;
            if (range.IsEmpty) return interpreted;
            first = range[0];
        }

        if (!LoopBinder.Bind(call.Vars, 0, first, call.Range?.Span ?? call.Span, evaluation).TryGet(out var scope, out var error)) return error;
        if (call.Until is { } until)
        {
            if (!Predicate.AllHold(until, evaluation with { Scope = scope }).TryGet(out var ends, out error)) return error.At(call.Span);
            if (ends) return interpreted;
        }

        return interpreted with { Iterations = [scope] };
    }
}
