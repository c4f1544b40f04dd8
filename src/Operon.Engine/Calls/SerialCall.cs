using Operon.Engine.Runs;
using Operon.Opspec.Declarations;

namespace Operon.Engine.Calls;

/// <summary>
/// One call after the other (specification, section 1.9). Each sees what those before it left; the first that fails ends it. What
/// it leaves is its whole scope, inherited variables included.
/// </summary>
internal sealed class SerialCall(RunContext run, CallRunner calls)
{
    public async Task<CallResult> RunAsync(SerialCallDeclaration call, string? name, CallFrame frame, CancellationToken kill)
    {
        run.Started(call.Kind, name, frame);
        var scope = frame.Scope;
        var steps = CallSteps.Of(call.Calls);
        for (var i = 0; i < call.Calls.Length; i++)
        {
            if (kill.IsCancellationRequested) return CallResult.Killed with { Outputs = scope.Variables };
            var result = await calls.RunAsync(call.Calls[i], frame.Child(steps[i], scope), kill);
            scope = scope.With(result.Outputs);
            if (!result.IsFine) return result with { Outputs = scope.Variables, ExitCode = null };
        }

        return CallResult.Succeeded(scope.Variables);
    }
}
