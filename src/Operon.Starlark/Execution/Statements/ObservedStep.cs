using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution.Statements;

/// <summary>Tells the host about a statement before it runs. Only files that are executed with such a hook have it.</summary>
internal sealed class ObservedStep(Position position, Step step) : Step
{
    public override Flow Execute(ref Value slots, Frame frame)
    {
        frame.Position = position;
        frame.Thread.Reached?.Invoke(frame.Thread, frame.Function.Code.File, position);
        return step.Execute(ref slots, frame);
    }
}
