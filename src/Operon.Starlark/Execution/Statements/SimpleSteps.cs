using Operon.Starlark.Execution.Expressions;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Statements;

internal sealed class BlockStep(Step[] steps) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        foreach (var step in steps)
        {
            var flow = step.Execute(ref slots, frame);
            if (flow != Flow.Next) return flow;
        }

        return Flow.Next;
    }
}

/// <summary>As <see cref="DeepNode"/>, for statements.</summary>
internal sealed class DeepStep(Step inner) : Step
{
    public override Flow Execute(ref Value slots, Frame frame) =>
        DeepStack.IsShort
            ? frame.Thread.WithFreshStack((inner, frame), static s => s.inner.Execute(ref s.frame.Segment[s.frame.Base], s.frame))
            : inner.Execute(ref slots, frame);
}

internal sealed class ExpressionStep(Node expression) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        expression.Evaluate(ref slots, frame);
        return Flow.Next;
    }
}

/// <summary><c>pass</c>, <c>break</c> and <c>continue</c>.</summary>
internal sealed class FlowStep(Flow flow) : Step
{
    public override Flow Execute(ref Value slots, Frame frame) => flow;
}

internal sealed class ReturnStep(Node result) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        frame.Result = result.Evaluate(ref slots, frame);
        return Flow.Return;
    }
}

internal sealed class IfStep(Node condition, Step whenTrue, Step? whenFalse) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        if (condition.Test(ref slots, frame)) return whenTrue.Execute(ref slots, frame);
        return whenFalse?.Execute(ref slots, frame) ?? Flow.Next;
    }
}

/// <summary><c>if</c> with <c>elif</c>s, of which there may be many.</summary>
internal sealed class ChainStep((Node Condition, Step Body)[] branches, Step? otherwise) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        foreach (var (condition, body) in branches)
        {
            if (condition.Test(ref slots, frame)) return body.Execute(ref slots, frame);
        }

        return otherwise?.Execute(ref slots, frame) ?? Flow.Next;
    }
}

internal sealed class LoadStep(Position position, string module, (Target To, string From)[] names) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        frame.Position = position;
        var loaded = ModuleLoading.Load(frame.Thread, module);
        foreach (var (to, from) in names) to.Assign(ref slots, frame, ModuleLoading.Get(loaded, module, from));
        return Flow.Next;
    }
}
