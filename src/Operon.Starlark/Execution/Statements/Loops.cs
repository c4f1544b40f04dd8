using Operon.Starlark.Execution.Expressions;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Statements;

/// <summary><c>for</c>: walks ranges, lists and tuples without an iterator.</summary>
internal sealed class ForStep(Position position, Target target, Node iterable, Step body) : Step
{
    private readonly int slot = target is LocalTarget local ? local.Slot : -1;

    public override Flow Execute(ref Value slots, Frame frame)
    {
        var walked = iterable.Evaluate(ref slots, frame);
        frame.Position = position;
        switch (walked.Reference)
        {
            case StarlarkRange range:
                return WalkRange(range, ref slots, frame);
            case StarlarkTuple tuple:
                return WalkSpan(tuple.Items, ref slots, frame);
            case StarlarkList list:
                list.BeginWalk();
                try
                {
                    return WalkSpan(list.Span, ref slots, frame);
                }
                finally
                {
                    list.EndWalk();
                }

            default:
                using (var iterator = Iteration.Of(walked)) return Walk(iterator, ref slots, frame);
        }
    }

    private Flow WalkRange(StarlarkRange range, ref Value slots, Frame frame)
    {
        var value = range.Start;
        var step = range.Step;
        for (var left = range.Length; left > 0; left--)
        {
            var flow = Turn(Value.FromInt(value), ref slots, frame);
            if (flow == Flow.Break) break;
            if (flow == Flow.Return) return flow;
            value = unchecked(value + step);
        }

        return Flow.Next;
    }

    private Flow WalkSpan(ReadOnlySpan<Value> items, ref Value slots, Frame frame)
    {
        foreach (var item in items)
        {
            var flow = Turn(item, ref slots, frame);
            if (flow == Flow.Break) break;
            if (flow == Flow.Return) return flow;
        }

        return Flow.Next;
    }

    private Flow Walk(StarlarkIterator iterator, ref Value slots, Frame frame)
    {
        while (iterator.Next(out var item))
        {
            var flow = Turn(item, ref slots, frame);
            if (flow == Flow.Break) break;
            if (flow == Flow.Return) return flow;
            frame.Position = position;
        }

        return Flow.Next;
    }

    private Flow Turn(Value item, ref Value slots, Frame frame)
    {
        frame.Thread.Step();
        if (slot >= 0) Slots.Store(ref Slots.At(ref slots, slot), item);
        else target.Assign(ref slots, frame, item);
        return body.Execute(ref slots, frame);
    }
}

internal sealed class WhileStep(Node condition, Step body) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        while (condition.Test(ref slots, frame))
        {
            frame.Thread.Step();
            var flow = body.Execute(ref slots, frame);
            if (flow == Flow.Break) break;
            if (flow == Flow.Return) return flow;
        }

        return Flow.Next;
    }
}
