using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <content>Where an exception of the host came from: one that a builtin threw, or <see cref="Print"/>, <see cref="Load"/> or <see cref="Cancellation"/>.</content>
public sealed partial class StarlarkThread
{
    private WeakReference<Exception>? passed;
    private IReadOnlyList<TraceFrame> passedTrace = [];

    /// <summary>
    /// The calls that were active when an exception was thrown that came out of this evaluation. One of the host comes out as it is, and has no
    /// <see cref="StarlarkException.Trace"/>; builtins are not among its calls.
    /// </summary>
    /// <param name="error">The exception.</param>
    /// <returns>The calls, innermost first; none unless it is a <see cref="StarlarkException"/> or the last one of the host.</returns>
    public IReadOnlyList<TraceFrame> TraceOf(Exception error)
    {
        if (error is StarlarkException known) return known.Trace;
        return passed is not null && passed.TryGetTarget(out var last) && ReferenceEquals(last, error) ? passedTrace : [];
    }

    // A filter that never catches, so that the calls are still there. The first that an exception passes has seen all of them.
    private bool Passes(Exception error)
    {
        if (error is StarlarkException || (passed is not null && passed.TryGetTarget(out var last) && ReferenceEquals(last, error))) return false;
        passed = new WeakReference<Exception>(error);
        var calls = new TraceFrame[depth];
        for (var i = 0; i < calls.Length; i++)
        {
            var frame = frames[depth - 1 - i];
            calls[i] = new TraceFrame(frame.Function.Code.File, frame.Position, frame.Function.Code.Name);
        }

        passedTrace = calls;
        return false;
    }
}
