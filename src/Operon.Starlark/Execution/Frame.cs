using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <summary>A call of a Starlark function that is active. Frames are kept by their thread and used again for other calls of the same depth.</summary>
internal sealed class Frame(StarlarkThread thread)
{
    public readonly StarlarkThread Thread = thread;

    public Function Function = null!;

    /// <summary>Where it is: set before anything that may fail or call.</summary>
    public Position Position;

    /// <summary>What the function returns, once <see cref="Flow.Return"/> says so.</summary>
    public Value Result;

    /// <summary>The part of the stack of values that holds its variables.</summary>
    public Value[] Segment = null!;

    /// <summary>Where they begin there.</summary>
    public int Base;

    /// <summary>The result, which the frame then no longer holds.</summary>
    public Value Take()
    {
        var result = Result;
        Result = default;
        return result;
    }
}
