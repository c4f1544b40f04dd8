using Operon.Starlark.Execution.Statements;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Expressions;

/// <summary>A comprehension: loops and conditions as statements have them, around a step that adds to the result, which has a slot of its own.</summary>
internal sealed class ComprehensionNode(int slot, bool isDict, Step loops) : Node
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        ref var result = ref Slots.At(ref slots, slot);
        result = isDict ? new StarlarkDict() : new StarlarkList();
        loops.Execute(ref slots, frame);
        var value = result;
        result = default;
        return value;
    }
}

internal sealed class AppendStep(int slot, Node item) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        var value = item.Evaluate(ref slots, frame);
        System.Runtime.CompilerServices.Unsafe.As<StarlarkList>(Slots.At(ref slots, slot).Reference!).AddUnchecked(value);
        return Flow.Next;
    }
}

internal sealed class InsertStep(Position colon, int slot, Node key, Node item) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        var k = key.Evaluate(ref slots, frame);
        var value = item.Evaluate(ref slots, frame);
        frame.Position = colon;
        System.Runtime.CompilerServices.Unsafe.As<StarlarkDict>(Slots.At(ref slots, slot).Reference!).Set(k, value);
        return Flow.Next;
    }
}
