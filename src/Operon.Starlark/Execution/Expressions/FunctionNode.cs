using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Expressions;

/// <summary>A <c>def</c> or <c>lambda</c>: makes a function of its code, the defaults, and the cells that it shares.</summary>
/// <param name="code">What it does.</param>
/// <param name="defaults">The defaults from the first on; null for a parameter that must be passed by name.</param>
/// <param name="cells">Where the cells are: a slot of this function, or below zero the complement of one of its own free variables.</param>
internal sealed class FunctionNode(FunctionCode code, Node?[] defaults, int[] cells) : Node
{
    public override Value Evaluate(ref Value slots, Frame frame)
    {
        var values = defaults.Length == 0 ? [] : new Value[defaults.Length];
        for (var i = 0; i < defaults.Length; i++) values[i] = defaults[i]?.Evaluate(ref slots, frame) ?? default;
        var free = cells.Length == 0 ? [] : new Cell[cells.Length];
        for (var i = 0; i < cells.Length; i++) free[i] = cells[i] >= 0 ? Slots.CellAt(ref slots, cells[i]) : frame.Function.Free[~cells[i]];
        return new Function(code, frame.Function.Module, values, free);
    }
}
