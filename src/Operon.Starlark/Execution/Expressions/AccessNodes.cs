using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Expressions;

internal sealed class IndexNode(Position position, Node operand, Node index) : PlacedNode(position)
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var value = operand.Evaluate(ref slots, frame);
        var at = index.Evaluate(ref slots, frame);
        if (at.IsSmallInt && value.Reference is StarlarkList list && (ulong)at.Bits < (ulong)list.Count) return list.Items[at.Bits];
        frame.Position = Position;
        return Operators.Index(value, at);
    }
}

internal sealed class SliceNode(Position position, Node operand, Node? from, Node? to, Node? step) : PlacedNode(position)
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var value = operand.Evaluate(ref slots, frame);
        var first = from?.Evaluate(ref slots, frame) ?? Value.None;
        var end = to?.Evaluate(ref slots, frame) ?? Value.None;
        var by = step?.Evaluate(ref slots, frame) ?? Value.None;
        frame.Position = Position;
        return Operators.Slice(value, first, end, by);
    }
}

internal sealed class AttributeNode(Position position, Node operand, string name) : PlacedNode(position)
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var value = operand.Evaluate(ref slots, frame);
        frame.Position = Position;
        return Attributes.Get(value, name);
    }
}
