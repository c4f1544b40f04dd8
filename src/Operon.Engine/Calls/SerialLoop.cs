using System.Collections.Immutable;
using Operon.Engine.Runs;
using Operon.Opspec.Binding;
using Operon.Opspec.Declarations;
using Operon.Opspec.Predicates;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;

namespace Operon.Engine.Calls;

/// <summary>
/// A call again and again (specification, section 1.10): until the range has no item for the next index, or until all conditions
/// hold, which are asked before each iteration with the variables of that iteration.
/// </summary>
internal sealed class SerialLoop(RunContext run, CallRunner calls)
{
    public async Task<CallResult> RunAsync(SerialLoopDeclaration call, string? name, CallFrame frame, CancellationToken kill)
    {
        var scope = frame.Scope;
        var files = run.FilesOf(frame.Id);
        var items = call.Range is null ? null : new LoopRange(call.Range, files, run.Clock);
        var started = false;
        for (var index = 0; ; index++)
        {
            if (kill.IsCancellationRequested) return CallResult.Killed with { Outputs = After(call, scope, frame) };
            var evaluation = new Evaluation(scope, files);
            ImmutableArray<RangeItem> range = [];
            if (items is not null && !items.In(scope).TryGet(out range, out var error)) return CallResult.Failed(error);
            if (!started)
            {
                run.Started(call.Kind, name, frame);
                started = true;
            }

            RangeItem? item = call.Range is null ? null : index < range.Length ? range[index] : null;
            if (call.Range is not null && item is null) break;
            if (!LoopVariables.Set(scope, call.Vars, index, item, (call.Range?.Span) ?? call.Span, evaluation).TryGet(out var inner, out var refused)) return CallResult.Failed(refused);
            if (call.Until is { } until)
            {
                if (!Predicate.AllHold(until, new Evaluation(inner, files)).TryGet(out var ends, out refused)) return CallResult.Failed(refused.At(call.Span));
                if (ends) break;
            }

            var iteration = frame.Iteration(CallSteps.OfIteration(index, item), inner, LoopVariables.Of(inner, call.Vars, item is not null));
            var result = await calls.RunAsync(call.Run, iteration, kill);
            scope = inner.With(result.Outputs);
            if (!result.IsFine) return result with { Outputs = After(call, scope, frame), ExitCode = null };
        }

        return CallResult.Succeeded(After(call, scope, frame));
    }

    private static ImmutableDictionary<string, Value> After(SerialLoopDeclaration call, Scope scope, CallFrame frame) =>
        LoopVariables.Restore(scope, frame.Scope, call.Vars).Variables;
}
