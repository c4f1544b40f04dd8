using Operon.Engine.Runs;
using Operon.Opspec.Binding;
using Operon.Opspec.Declarations;
using Operon.Opspec.Scopes;

namespace Operon.Engine.Calls;

/// <summary>A call for each item, all at once (specification, section 1.10). The range is evaluated once.</summary>
internal sealed class ParallelLoop(RunContext run, CallRunner calls)
{
    public async Task<CallResult> RunAsync(ParallelLoopDeclaration call, string? name, CallFrame frame, Evaluation evaluation, CancellationToken kill)
    {
        if (!RangeBinder.Bind(call.Range, evaluation).TryGet(out var range, out var error)) return CallResult.Failed(error);
        run.Started(call.Kind, name, frame);

        using var group = new ParallelGroup(range.Length, kill);
        var turns = new LoopTurns();
        var results = await Task.WhenAll(range.Select((item, i) => RunIterationAsync(call, i, item, frame, evaluation, group, turns)));
        var scope = frame.Scope;
        foreach (var result in results) scope = scope.With(result.Outputs);
        var outputs = LoopVariables.Restore(scope, frame.Scope, call.Vars).Variables;
        if (kill.IsCancellationRequested) return CallResult.Killed with { Outputs = outputs };
        return group.FirstFailure is { } failure ? CallResult.Failed(group.Describe(failure, call.Span)) with { IsTold = true } : CallResult.Succeeded(outputs);
    }

    private async Task<CallResult> RunIterationAsync(ParallelLoopDeclaration call, int index, RangeItem item, CallFrame frame, Evaluation evaluation, ParallelGroup group, LoopTurns turns)
    {
        await Task.Yield();
        var step = CallSteps.OfIteration(index, item);
        var kill = group.KillOf(index);
        var result = await CallRunner.GuardedAsync(
            async () =>
            {
                if (!LoopVariables.Set(frame.Scope, call.Vars, index, item, call.Range.Span, evaluation).TryGet(out var scope, out var error)) return CallResult.Failed(FailedCall.Told(error, call, frame, null));
                using var turn = await run.Slots.TurnAsync(turns, frame.Turn, kill);
                return await calls.RunAsync(call.Run, frame.Iteration(step, scope, LoopVariables.Of(scope, call.Vars, hasItem: true)) with { Turn = turn }, kill);
            },
            call.Range.Span,
            kill);
        group.Ended(index, step, result);
        return result;
    }
}
