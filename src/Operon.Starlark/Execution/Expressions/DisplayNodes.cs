using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Expressions;

internal sealed class TupleNode(Node[] items) : Node
{
    public override Value Evaluate(ref Value slots, Frame frame) => new StarlarkTuple(items.EvaluateAll(ref slots, frame));
}

internal sealed class ListNode(Node[] items) : Node
{
    public override Value Evaluate(ref Value slots, Frame frame) => new StarlarkList(items.EvaluateAll(ref slots, frame));
}

internal sealed class DictNode((Node Key, Node Value, Position Colon)[] entries) : Node
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var dict = new StarlarkDict(entries.Length);
        foreach (var (key, value, colon) in entries)
        {
            var k = key.Evaluate(ref slots, frame);
            var v = value.Evaluate(ref slots, frame);
            frame.Position = colon;
            dict.AddLiteral(k, v);
        }

        return dict;
    }
}

internal static class NodeArrays
{
    public static Value[] EvaluateAll(this Node[] nodes, ref Value slots, Frame frame)
    {
        if (nodes.Length == 0) return [];
        var values = new Value[nodes.Length];
        for (var i = 0; i < nodes.Length; i++) values[i] = nodes[i].Evaluate(ref slots, frame);
        return values;
    }
}
