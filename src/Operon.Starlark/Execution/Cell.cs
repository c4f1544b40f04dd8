using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <summary>Holds a variable that functions within its function use too. It lies in the variable's slot; no program sees it as a value.</summary>
internal sealed class Cell : StarlarkObject
{
    public Value Value;

    public override string TypeName => "cell";

    public override StarlarkObject NewCopy() => new Cell();

    public override void FillCopy(StarlarkObject original, Fork fork) => Value = fork.Add(((Cell)original).Value);
}
