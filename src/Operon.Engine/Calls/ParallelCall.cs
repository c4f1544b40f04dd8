using System.Collections.Immutable;
using Operon.Engine.Runs;
using Operon.Opspec.Declarations;
using Operon.Opspec.Values;

namespace Operon.Engine.Calls;

/// <summary>
/// Calls at once, each with the scope of the whole (specification, section 1.9). The first that fails stops the others; one that
/// others need is stopped when the last of those has ended.
/// </summary>
internal sealed class ParallelCall(RunContext run, CallRunner calls)
{
    public async Task<CallResult> RunAsync(ParallelCallDeclaration call, string? name, CallFrame frame, CancellationToken kill)
    {
        run.Started(call.Kind, name, frame);
        var steps = CallSteps.Of(call.Calls);
        using var group = new ParallelGroup(call.Calls, kill);
        var results = await Task.WhenAll(call.Calls.Select((child, i) => RunChildAsync(child, i, steps[i], frame, group)));
        // In the order of the file: of two that set a variable the later one counts.
        var outputs = ImmutableDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var result in results)
        {
            foreach (var (variable, value) in result.Outputs) outputs[variable] = value;
        }

        if (kill.IsCancellationRequested) return CallResult.Killed with { Outputs = outputs.ToImmutable() };
        return group.FirstFailure is { } failure ? CallResult.Failed(group.Describe(failure, call.Span)) with { IsTold = true } : CallResult.Succeeded(outputs.ToImmutable());
    }

    private async Task<CallResult> RunChildAsync(CallDeclaration child, int index, string step, CallFrame frame, ParallelGroup group)
    {
        // Not all children fit on the caller's thread: each begins on its own.
        await Task.Yield();
        var result = await calls.RunAsync(child, frame.Child(step, frame.Scope), group.KillOf(index));
        group.Ended(index, step, result);
        return result;
    }
}
