using System.Runtime.CompilerServices;
using Operon.Starlark.Execution.Expressions;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Statements;

internal sealed class AssignStep(Target target, Node value) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        target.Assign(ref slots, frame, value.Evaluate(ref slots, frame));
        return Flow.Next;
    }
}

internal sealed class AssignLocalStep(int slot, Node value) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        Slots.Store(ref Slots.At(ref slots, slot), value.Evaluate(ref slots, frame));
        return Flow.Next;
    }
}

/// <summary><c>x[i] = v</c>, with a short way for lists.</summary>
internal sealed class AssignIndexStep(Position position, Node operand, Node index, Node value) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        var v = value.Evaluate(ref slots, frame);
        var into = operand.Evaluate(ref slots, frame);
        var at = index.Evaluate(ref slots, frame);
        frame.Position = position;
        Operators.SetIndex(into, at, v);
        return Flow.Next;
    }
}

/// <summary><c>a, b = x, y</c> with two variables: no tuple is made.</summary>
internal sealed class AssignTwoLocalsStep(int first, int second, Node firstValue, Node secondValue) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        var a = firstValue.Evaluate(ref slots, frame);
        var b = secondValue.Evaluate(ref slots, frame);
        Slots.Store(ref Slots.At(ref slots, first), a);
        Slots.Store(ref Slots.At(ref slots, second), b);
        return Flow.Next;
    }
}

/// <summary><c>a, b, … = x, y, …</c> with as many on both sides: no tuple is made.</summary>
internal sealed class AssignManyStep(Target[] targets, Node[] values) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        var computed = values.EvaluateAll(ref slots, frame);
        for (var i = 0; i < targets.Length; i++) targets[i].Assign(ref slots, frame, computed[i]);
        return Flow.Next;
    }
}

/// <summary>An operator of an assignment with an operator: <c>+=</c> and <c>|=</c> change lists and dicts in place.</summary>
internal static class InPlace
{
    public static Value Compute(BinaryOperator @operator, Value left, Value right) => @operator switch
    {
        BinaryOperator.Add => Operators.AddInPlace(left, right),
        BinaryOperator.Or => Operators.OrInPlace(left, right),
        _ => Operators.Binary(@operator, left, right),
    };
}

/// <summary><c>x += v</c> of a variable; the short way of small integers is that of <c>x + v</c>.</summary>
internal sealed class AugmentLocalStep<TOperation, TRight>(Position position, BinaryOperator @operator, LocalNode variable, TRight value) : Step
    where TOperation : struct, IArithmetic
    where TRight : struct, IOperand
{
    private readonly TRight value = value;

    public override Flow Execute(ref Value slots, Frame frame)
    {
        ref var slot = ref Slots.At(ref slots, variable.Slot);
        var l = slot;
        if (l.Reference is null) variable.Fail(frame);
        var r = value.Load(ref slots, frame);
        if (l.IsSmallInt && r.IsSmallInt && default(TOperation).TryCompute(l.Bits, r.Bits, out var result))
        {
            Slots.Store(ref slot, Value.FromInt(result));
            return Flow.Next;
        }

        slot = General(l, r, frame);
        return Flow.Next;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Value General(Value l, Value r, Frame frame)
    {
        frame.Position = position;
        return InPlace.Compute(@operator, l, r);
    }
}

/// <summary><c>x += v</c> of any variable.</summary>
internal sealed class AugmentVariableStep(Position position, BinaryOperator @operator, Node variable, Target target, Node value) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        var l = variable.Evaluate(ref slots, frame);
        var r = value.Evaluate(ref slots, frame);
        frame.Position = position;
        target.Assign(ref slots, frame, InPlace.Compute(@operator, l, r));
        return Flow.Next;
    }
}

/// <summary><c>x[i] += v</c>: <c>x</c> and <c>i</c> are computed once.</summary>
internal sealed class AugmentIndexStep(Position position, BinaryOperator @operator, Position bracket, Node operand, Node index, Node value) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        var into = operand.Evaluate(ref slots, frame);
        var at = index.Evaluate(ref slots, frame);
        frame.Position = bracket;
        var l = Operators.Index(into, at);
        var r = value.Evaluate(ref slots, frame);
        frame.Position = position;
        var result = InPlace.Compute(@operator, l, r);
        frame.Position = bracket;
        Operators.SetIndex(into, at, result);
        return Flow.Next;
    }
}

/// <summary><c>x.f += v</c>: <c>x</c> is computed once.</summary>
internal sealed class AugmentAttributeStep(Position position, BinaryOperator @operator, Position dot, Node operand, string name, Node value) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        var into = operand.Evaluate(ref slots, frame);
        frame.Position = dot;
        var l = Attributes.Get(into, name);
        var r = value.Evaluate(ref slots, frame);
        frame.Position = position;
        var result = InPlace.Compute(@operator, l, r);
        frame.Position = dot;
        Attributes.Set(into, name, result);
        return Flow.Next;
    }
}
