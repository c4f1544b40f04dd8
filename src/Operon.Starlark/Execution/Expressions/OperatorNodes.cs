using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Expressions;

/// <summary>An operator without a class of its own.</summary>
internal sealed class BinaryNode(Position position, BinaryOperator @operator, Node left, Node right) : PlacedNode(position)
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var l = left.Evaluate(ref slots, frame);
        var r = right.Evaluate(ref slots, frame);
        frame.Position = Position;
        return Operators.Binary(@operator, l, r);
    }
}

internal sealed class UnaryNode(Position position, UnaryOperator @operator, Node operand) : PlacedNode(position)
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var value = operand.Evaluate(ref slots, frame);
        frame.Position = Position;
        return Operators.Unary(@operator, value);
    }
}

internal sealed class NotNode(Node operand) : Node
{
    public override Value Evaluate(ref Value slots, Frame frame) => Value.FromBool(!operand.Test(ref slots, frame));

    public override bool Test(ref Value slots, Frame frame) => !operand.Test(ref slots, frame);
}

internal sealed class AndNode(Node left, Node right) : Node
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var value = left.Evaluate(ref slots, frame);
        return Operators.Truth(value) ? right.Evaluate(ref slots, frame) : value;
    }

    public override bool Test(ref Value slots, Frame frame) => left.Test(ref slots, frame) && right.Test(ref slots, frame);
}

internal sealed class OrNode(Node left, Node right) : Node
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var value = left.Evaluate(ref slots, frame);
        return Operators.Truth(value) ? value : right.Evaluate(ref slots, frame);
    }

    public override bool Test(ref Value slots, Frame frame) => left.Test(ref slots, frame) || right.Test(ref slots, frame);
}

internal sealed class ConditionalNode(Node condition, Node whenTrue, Node whenFalse) : Node
{
    public override Value Evaluate(ref Value slots, Frame frame) =>
        condition.Test(ref slots, frame) ? whenTrue.Evaluate(ref slots, frame) : whenFalse.Evaluate(ref slots, frame);
}

/// <summary>Stands in the middle of expressions that nest deep: asks for more stack where it nears its end.</summary>
internal sealed class DeepNode(Node inner) : Node
{
    public override Value Evaluate(ref Value slots, Frame frame) =>
        DeepStack.IsShort
            ? frame.Thread.WithFreshStack((inner, frame), static s => s.inner.Evaluate(ref s.frame.Segment[s.frame.Base], s.frame))
            : inner.Evaluate(ref slots, frame);
}
