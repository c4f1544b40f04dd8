using System.Runtime.CompilerServices;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <content>The calls of Starlark functions.</content>
public sealed partial class StarlarkThread
{
    // A look through more active calls than that is replaced by a set.
    private const int ShallowDepth = 32;

    private Frame[] frames = [];
    private FunctionCode[] active = [];
    private int depth;
    private HashSet<FunctionCode>? deepActive;

    /// <summary>Whether a function may not be called now: because it is active, or because too many are.</summary>
    internal StarlarkException? Forbids(Function function)
    {
        if (depth >= deepest) return new StarlarkException($"too many nested calls: the limit is {DepthLimit}");
        return !function.Code.Recursion && IsActive(function.Code) ? new StarlarkException($"function {function.Name} called recursively") : null;
    }

    /// <summary>Runs a function whose parameters have their values.</summary>
    /// <param name="function">The function.</param>
    /// <param name="slots">What <see cref="Push"/> gave for its variables; given back here.</param>
    internal Value Run(Function function, ref Value slots)
    {
        var code = function.Code;
        if (!code.IsCompiled) code.Compile();
        Step();
        var level = depth;
        if (level >= deepest || (!code.Recursion && IsActive(code))) throw Forbids(function)!.At(code, code.EntryPosition);
        if (level == frames.Length) Deepen();
        var frame = frames[level];
        frame.Function = function;
        frame.Base = top - code.SlotCount;
        if (frame.Segment != segment) frame.Segment = segment;
        active[level] = code;
        if (level >= ShallowDepth) deepActive!.Add(code);
        depth = level + 1;
        foreach (var cell in code.Cells) Slots.At(ref slots, cell) = new Value(new Cell { Value = Slots.At(ref slots, cell) }, 0);
        Value result;
        try
        {
            result = DeepStack.IsShort ? RunWithFreshStack(code, frame) : Run(code, ref slots, frame);
        }
        catch (StarlarkException error) when (error.Passes(frame))
        {
            throw;
        }

        depth = level;
        if (level >= ShallowDepth) deepActive!.Remove(code);
        Pop(ref slots, code.SlotCount);
        return result;
    }

    /// <summary>Goes on with more stack.</summary>
    internal T WithFreshStack<TState, T>(TState state, Func<TState, T> function)
    {
        PauseAllocation();
        var result = DeepStack.Run((Thread: this, state, function), static s =>
        {
            s.Thread.ResumeAllocation();
            current = s.Thread;
            var inner = s.function(s.state);
            s.Thread.PauseAllocation();
            return inner;
        });
        ResumeAllocation();
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Value Run(FunctionCode code, ref Value slots, Frame frame)
    {
        if (code.Result is { } expression) return expression.Evaluate(ref slots, frame);
        return code.Body!.Execute(ref slots, frame) == Flow.Return ? frame.Take() : Value.None;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Value RunWithFreshStack(FunctionCode code, Frame frame) =>
        WithFreshStack((code, frame), static s => Run(s.code, ref s.frame.Segment[s.frame.Base], s.frame));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Deepen()
    {
        var length = Math.Max(8, frames.Length * 2);
        var old = frames.Length;
        Array.Resize(ref frames, length);
        Array.Resize(ref active, length);
        for (var i = old; i < length; i++) frames[i] = new Frame(this);
        if (length > ShallowDepth) deepActive ??= [];
    }

    private bool IsActive(FunctionCode code)
    {
        var codes = active;
        var shallow = Math.Min(depth, ShallowDepth);
        for (var i = 0; i < shallow; i++)
        {
            if (ReferenceEquals(codes[i], code)) return true;
        }

        return depth > ShallowDepth && deepActive!.Contains(code);
    }
}
