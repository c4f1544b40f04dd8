using System.Runtime.CompilerServices;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Expressions;

/// <summary>An operator of numbers, with a short way for two small integers.</summary>
internal sealed class ArithmeticNode<TOperation, TLeft, TRight>(Position position, TLeft left, TRight right) : PlacedNode(position)
    where TOperation : struct, IArithmetic
    where TLeft : struct, IOperand
    where TRight : struct, IOperand
{
    private readonly TLeft left = left;
    private readonly TRight right = right;

    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var l = left.Load(ref slots, frame);
        var r = right.Load(ref slots, frame);
        return l.IsSmallInt && r.IsSmallInt && default(TOperation).TryCompute(l.Bits, r.Bits, out var result)
            ? Value.FromInt(result)
            : General(l, r, frame);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Value General(Value l, Value r, Frame frame)
    {
        frame.Position = Position;
        return default(TOperation).Compute(l, r);
    }
}
