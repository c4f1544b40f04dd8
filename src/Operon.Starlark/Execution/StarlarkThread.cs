using Operon.Starlark.Execution.Expressions;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <summary>
/// One evaluation: what it may use, and where it is. It runs one thing at a time; frozen values may be shared with others.
/// </summary>
public sealed partial class StarlarkThread
{
    /// <summary>Takes the text of every <c>print</c>; nothing is printed without it.</summary>
    public Action<StarlarkThread, Value>? Print { get; set; }

    /// <summary>Loads a module that a file names; without it every <c>load</c> fails.</summary>
    public Func<StarlarkThread, string, Module>? Load { get; set; }

    /// <summary>Is told of every statement before it runs, by file and position: for files that are executed while it is set.</summary>
    public Action<StarlarkThread, string, Position>? Reached { get; set; }

    /// <summary>Whatever the host wants to find again in its builtins.</summary>
    public object? State { get; init; }

    /// <summary>The active calls of functions, innermost first; asked by a builtin, the first is that of its caller.</summary>
    public IReadOnlyList<CallFrame> CallStack => [.. frames.Take(depth).Reverse().Select(CallFrame.Of)];

    /// <summary>Calls a function with positional arguments, as a builtin does with its <c>key</c>.</summary>
    /// <param name="function">The function; an error is raised if it cannot be called.</param>
    /// <param name="arguments">What it gets.</param>
    /// <returns>What it returns.</returns>
    /// <exception cref="StarlarkException">The call failed.</exception>
    public Value Call(Value function, params ReadOnlySpan<Value> arguments) => Call(function, new Arguments(arguments, []));

    /// <summary>Calls a function.</summary>
    /// <param name="function">The function; an error is raised if it cannot be called.</param>
    /// <param name="arguments">What it gets.</param>
    /// <returns>What it returns.</returns>
    /// <exception cref="StarlarkException">The call failed.</exception>
    public Value Call(Value function, scoped in Arguments arguments)
    {
        var (outerSegment, outerTop, outerDepth) = (segment, top, depth);
        var outer = current;
        var returned = false;
        current = this;
        if (outer != this) ResumeAllocation();
        try
        {
            var result = Calls.Callable(function, this, arguments);
            returned = true;
            return result;
        }
        finally
        {
            current = outer;
            if (outer != this) PauseAllocation();

            // Whoever catches the error goes on as if the calls within had returned.
            if (!returned) Unwind(outerSegment, outerTop, outerDepth);
        }
    }
}
