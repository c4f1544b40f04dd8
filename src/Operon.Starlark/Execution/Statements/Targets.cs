using Operon.Starlark.Execution.Expressions;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Statements;

/// <summary>What can be assigned to.</summary>
internal abstract class Target
{
    public abstract void Assign(ref Value slots, Frame frame, Value value);
}

internal sealed class LocalTarget(int slot) : Target
{
    public int Slot { get; } = slot;

    public override void Assign(ref Value slots, Frame frame, Value value) => Slots.Store(ref Slots.At(ref slots, Slot), value);
}

internal sealed class CellTarget(int slot) : Target
{
    public override void Assign(ref Value slots, Frame frame, Value value) => Slots.CellAt(ref slots, slot).Value = value;
}

internal sealed class GlobalTarget(int index) : Target
{
    public override void Assign(ref Value slots, Frame frame, Value value) => frame.Function.Globals[index] = value;
}

internal sealed class IndexTarget(Position position, Node operand, Node index) : Target
{
    public override void Assign(ref Value slots, Frame frame, Value value)
    {
        var into = operand.Evaluate(ref slots, frame);
        var at = index.Evaluate(ref slots, frame);
        frame.Position = position;
        Operators.SetIndex(into, at, value);
    }
}

internal sealed class AttributeTarget(Position position, Node operand, string name) : Target
{
    public override void Assign(ref Value slots, Frame frame, Value value)
    {
        var into = operand.Evaluate(ref slots, frame);
        frame.Position = position;
        Attributes.Set(into, name, value);
    }
}

/// <summary>Takes the elements of a value apart.</summary>
internal sealed class SequenceTarget(Position position, Target[] targets) : Target
{
    public override void Assign(ref Value slots, Frame frame, Value value)
    {
        frame.Position = position;
        if (value.Reference is StarlarkTuple tuple && tuple.Items.Length == targets.Length)
        {
            var items = tuple.Items;
            for (var i = 0; i < targets.Length; i++) targets[i].Assign(ref slots, frame, items[i]);
            return;
        }

        var elements = Elements(value, targets.Length);
        for (var i = 0; i < targets.Length; i++) targets[i].Assign(ref slots, frame, elements[i]);
    }

    private static Value[] Elements(Value value, int wanted)
    {
        if (value.Reference is not IIterable iterable) throw new StarlarkException($"got {TypeNames.Of(value)} in sequence assignment");
        var elements = new Value[wanted];
        var count = 0;
        using var iterator = iterable.Iterate();
        while (iterator.Next(out var element))
        {
            if (count == wanted)
            {
                var length = iterable is ISized sized ? sized.Count : -1;
                throw new StarlarkException($"too many values to unpack (got {length}, want {wanted})");
            }

            elements[count++] = element;
        }

        return count == wanted ? elements : throw new StarlarkException($"too few values to unpack (got {count}, want {wanted})");
    }
}
