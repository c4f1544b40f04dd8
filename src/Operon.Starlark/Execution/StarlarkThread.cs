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

    /// <summary>
    /// Loads a module that a file names; without it every <c>load</c> fails. What it returns should be frozen, and the same for the same file.
    /// A <see cref="StarlarkException"/> or <see cref="StaticErrorException"/> that comes out of it becomes the error <c>cannot load NAME: …</c> of the
    /// statement, with what was thrown as its <see cref="Exception.InnerException"/>; another comes out of the evaluation as it is.
    /// </summary>
    public Func<StarlarkThread, string, Module>? Load { get; set; }

    /// <summary>Is told of every statement before it runs, by file and position: for files that are executed while it is set.</summary>
    public Action<StarlarkThread, string, Position>? Reached { get; set; }

    /// <summary>Whatever the host wants to find again in its builtins.</summary>
    public object? State { get; init; }

    /// <summary>The active calls of functions, innermost first; asked by a builtin, the first is that of its caller.</summary>
    public IReadOnlyList<CallFrame> CallStack => [.. frames.Take(depth).Reverse().Select(CallFrame.Of)];

    /// <summary>
    /// The elements of a value, as a builtin goes through them that takes an iterable: each is a step of this evaluation, so that an endless one ends
    /// at <see cref="StepLimit"/> and <see cref="Cancellation"/>. What is walked cannot be changed meanwhile.
    /// </summary>
    /// <param name="iterable">The value.</param>
    /// <returns>The elements, which are taken one by one.</returns>
    /// <exception cref="StarlarkException">It cannot be walked.</exception>
    public IEnumerable<Value> Elements(Value iterable)
    {
        return iterable.Reference is IIterable walked ? Walk(walked) : throw Iteration.NotIterable(iterable);

        IEnumerable<Value> Walk(IIterable walked)
        {
            using var walk = walked.Iterate();
            while (walk.Next(this, out var element)) yield return element;
        }
    }

    /// <summary>Calls a function with positional arguments, as a builtin does with its <c>key</c>.</summary>
    /// <param name="function">The function; an error is raised if it cannot be called.</param>
    /// <param name="arguments">What it gets.</param>
    /// <returns>What it returns.</returns>
    /// <exception cref="StarlarkException">The call failed.</exception>
    /// <exception cref="ArgumentException">The function is no value at all: what a <c>TryGet</c> gives that found nothing.</exception>
    public Value Call(Value function, params ReadOnlySpan<Value> arguments) => Call(function, new Arguments(arguments, []));

    /// <summary>Calls a function.</summary>
    /// <param name="function">The function; an error is raised if it cannot be called.</param>
    /// <param name="arguments">What it gets.</param>
    /// <returns>What it returns.</returns>
    /// <exception cref="StarlarkException">The call failed.</exception>
    /// <exception cref="ArgumentException">The function is no value at all: what a <c>TryGet</c> gives that found nothing.</exception>
    public Value Call(Value function, scoped in Arguments arguments)
    {
        if (function.IsUnset) throw new ArgumentException("This is no value: what looked for the function has not found it.", nameof(function));
        var (outerSegment, outerTop, outerDepth, outerDeepest) = (segment, top, depth, deepest);
        var outer = current;
        var returned = false;
        current = this;
        if (outer != this) Enter(outer);
        try
        {
            var result = Calls.Callable(function, this, arguments);
            returned = true;
            return result;
        }
        catch (Exception error) when (Passes(error))
        {
            throw;
        }
        finally
        {
            current = outer;
            if (outer != this) PauseAllocation();
            deepest = outerDeepest;

            // Whoever catches the error goes on as if the calls within had returned.
            if (!returned) Unwind(outerSegment, outerTop, outerDepth);
        }
    }

    private void Enter(StarlarkThread? outer)
    {
        ResumeAllocation();
        if (outer is not null) deepest = Math.Min(DepthLimit, depth + outer.deepest - outer.depth);
    }
}
