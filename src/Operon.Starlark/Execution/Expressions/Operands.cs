using System.Runtime.CompilerServices;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Expressions;

/// <summary>
/// Where an operator gets a value from. The operators are generic over it: the common sources, a variable and a constant,
/// are compiled into the operator and cost no call.
/// </summary>
internal interface IOperand
{
    Value Load(ref Value slots, Frame frame);
}

internal readonly struct LocalOperand(LocalNode node) : IOperand
{
    private readonly LocalNode node = node;
    private readonly int slot = node.Slot;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value Load(ref Value slots, Frame frame)
    {
        var value = Slots.At(ref slots, slot);
        return value.Reference is null ? node.Fail(frame) : value;
    }
}

internal readonly struct ConstantOperand(Value value) : IOperand
{
    private readonly Value value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value Load(ref Value slots, Frame frame) => value;
}

internal readonly struct NodeOperand(Node node) : IOperand
{
    private readonly Node node = node;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value Load(ref Value slots, Frame frame) => node.Evaluate(ref slots, frame);
}
