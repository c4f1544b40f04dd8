using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>A value that can be called.</summary>
public abstract class Callable : StarlarkObject
{
    /// <summary>The name in messages and tracebacks.</summary>
    public abstract string Name { get; }

    internal override ValueKind Kind => ValueKind.Function;

    /// <summary>Calls it.</summary>
    /// <param name="thread">The evaluation that calls.</param>
    /// <param name="arguments">What it gets; valid only during the call.</param>
    /// <returns>What it returns.</returns>
    /// <exception cref="StarlarkException">The call failed.</exception>
    public abstract Value Call(StarlarkThread thread, scoped in Arguments arguments);
}
