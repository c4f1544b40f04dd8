using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Statements;

/// <summary>A statement that runs.</summary>
internal abstract class Step
{
    /// <summary>Runs it.</summary>
    /// <param name="slots">The first variable of the function.</param>
    /// <param name="frame">The call.</param>
    public abstract Flow Execute(ref Value slots, Frame frame);
}
