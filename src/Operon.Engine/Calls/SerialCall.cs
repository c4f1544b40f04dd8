using System.Buffers;
using System.Globalization;
using Operon.Engine.Runs;
using Operon.Opspec.Declarations;

namespace Operon.Engine.Calls;

/// <summary>
/// One call after the other (specification, section 1.9). Each sees what those before it left; the first that fails ends it. What
/// it leaves is its whole scope, inherited variables included.
/// </summary>
internal sealed class SerialCall(RunContext run, CallRunner calls)
{
    private static readonly SearchValues<char> NotInSteps = SearchValues.Create("/[]{}$");

    public async Task<CallResult> RunAsync(SerialCallDeclaration call, string? name, CallFrame frame, CancellationToken kill)
    {
        run.Started(call.Kind, name, frame);
        var scope = frame.Scope;
        for (var i = 0; i < call.Calls.Length; i++)
        {
            if (kill.IsCancellationRequested) return CallResult.Killed with { Outputs = scope.Variables };
            var child = call.Calls[i];
            var result = await calls.RunAsync(child, frame.Child(Step(child, i), scope), kill);
            scope = scope.With(result.Outputs);
            if (!result.IsFine) return result with { Outputs = scope.Variables, ExitCode = null };
        }

        return CallResult.Succeeded(scope.Variables);
    }

    /// <summary>The part of a stable path for a child: its name as written, else its position.</summary>
    public static string Step(CallDeclaration child, int index)
    {
        var position = $"[{index.ToString(CultureInfo.InvariantCulture)}]";
        return child.NameText is { Length: > 0 } name && name.AsSpan().IndexOfAny(NotInSteps) < 0 ? name : position;
    }
}
