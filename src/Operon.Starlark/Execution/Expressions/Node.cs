using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Expressions;

/// <summary>
/// An expression that runs: one class for each sort, with special ones for what is frequent. A value of 16 bytes comes
/// back in two registers, so that what is computed on the way touches no memory.
/// </summary>
internal abstract class Node
{
    /// <summary>Computes the value.</summary>
    /// <param name="slots">The first variable of the function.</param>
    /// <param name="frame">The call.</param>
    public abstract Value Evaluate(ref Value slots, Frame frame);

    /// <summary>Computes the truth of the value.</summary>
    /// <param name="slots">The first variable of the function.</param>
    /// <param name="frame">The call.</param>
    public virtual bool Test(ref Value slots, Frame frame)
    {
        var value = Evaluate(ref slots, frame);
        return value.IsBool ? value.Bits != 0 : Operators.Truth(value);
    }
}

/// <summary>An expression that may fail, or call, at a place.</summary>
internal abstract class PlacedNode(Position position) : Node
{
    public Position Position { get; } = position;
}
