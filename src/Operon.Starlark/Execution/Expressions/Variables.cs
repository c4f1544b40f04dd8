using System.Diagnostics.CodeAnalysis;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Expressions;

internal sealed class ConstantNode(Value value) : Node
{
    public Value Value { get; } = value;

    public override Value Evaluate(ref Value slots, Frame frame) => Value;
}

/// <summary>A variable, which may not be assigned yet.</summary>
internal abstract class VariableNode(Position position, string name, string sort) : PlacedNode(position)
{
    [DoesNotReturn]
    public Value Fail(Frame frame)
    {
        frame.Position = Position;
        throw new StarlarkException($"{sort} variable {name} referenced before assignment");
    }
}

internal sealed class LocalNode(Position position, string name, int slot) : VariableNode(position, name, "local")
{
    public int Slot { get; } = slot;

    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var value = Slots.At(ref slots, Slot);
        return value.Reference is null ? Fail(frame) : value;
    }
}

internal sealed class CellNode(Position position, string name, int slot) : VariableNode(position, name, "local")
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var value = Slots.CellAt(ref slots, slot).Value;
        return value.Reference is null ? Fail(frame) : value;
    }
}

internal sealed class FreeNode(Position position, string name, int index) : VariableNode(position, name, "local")
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var value = frame.Function.Free[index].Value;
        return value.Reference is null ? Fail(frame) : value;
    }
}

internal sealed class GlobalNode(Position position, string name, int index) : VariableNode(position, name, "global")
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var value = frame.Function.Globals[index];
        return value.Reference is null ? Fail(frame) : value;
    }
}

/// <summary>A name that the host gave the file.</summary>
internal sealed class PredeclaredNode(int index) : Node
{
    public override Value Evaluate(ref Value slots, Frame frame) => frame.Function.Module.Predeclared[index];
}
