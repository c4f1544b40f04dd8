using System.Runtime.CompilerServices;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Expressions;

/// <summary>A comparison, with a short way for two small integers.</summary>
internal sealed class ComparisonNode<TComparison, TLeft, TRight>(Position position, TLeft left, TRight right) : PlacedNode(position)
    where TComparison : struct, IComparison
    where TLeft : struct, IOperand
    where TRight : struct, IOperand
{
    private readonly TLeft left = left;
    private readonly TRight right = right;

    public override Value Evaluate(ref Value slots, Frame frame) => Value.FromBool(Test(ref slots, frame));

    public override bool Test(ref Value slots, Frame frame)
    {
        var l = left.Load(ref slots, frame);
        var r = right.Load(ref slots, frame);
        return l.IsSmallInt && r.IsSmallInt ? default(TComparison).Compare(l.Bits, r.Bits) : General(l, r, frame);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool General(Value l, Value r, Frame frame)
    {
        frame.Position = Position;
        return Operators.Compare(default(TComparison).Operator, l, r);
    }
}
