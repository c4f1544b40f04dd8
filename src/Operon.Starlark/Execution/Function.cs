using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <summary>A function of a program: the value of a <c>def</c> or <c>lambda</c>.</summary>
public sealed class Function : Callable
{
    private bool frozen;

    internal Function(FunctionCode code, Module module, Value[] defaults, Cell[] free)
    {
        Code = code;
        Module = module;
        Globals = module.Slots;
        Defaults = defaults;
        Free = free;
    }

    /// <inheritdoc/>
    public override string Name => Code.Name;

    /// <inheritdoc/>
    public override string TypeName => "function";

    /// <summary>The file in which it is defined.</summary>
    public string File => Code.File;

    /// <summary>Where its <c>def</c> or <c>lambda</c> is.</summary>
    public Position Position => Code.Position;

    /// <summary>The text that begins its body, if one does.</summary>
    public string? Documentation => Code.Documentation;

    /// <summary>The module whose globals it uses.</summary>
    public Module Module { get; private set; }

    /// <summary>What it takes.</summary>
    public IReadOnlyList<FunctionParameter> Parameters => FunctionParameter.Of(this);

    internal FunctionCode Code { get; }

    internal Value[] Globals { get; private set; }

    /// <summary>The defaults of the parameters from <see cref="FunctionCode.FirstDefault"/>; unset where there is none.</summary>
    internal Value[] Defaults { get; private set; }

    internal Cell[] Free { get; private set; }

    /// <inheritdoc/>
    public override Value Call(StarlarkThread thread, scoped in Arguments arguments)
    {
        ref var slots = ref thread.Push(Code.SlotCount);
        ArgumentBinder.Bind(this, thread, ref slots, arguments);
        return thread.Run(this, ref slots);
    }

    /// <inheritdoc/>
    public override string ToString() => $"<function {Name}>";

    /// <inheritdoc/>
    public override int GetValueHash() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <inheritdoc/>
    public override void Freeze(Freezer freezer)
    {
        if (frozen) return;
        frozen = true;
        foreach (var value in Defaults) freezer.Add(value);
        foreach (var cell in Free) freezer.Add(cell.Value);
    }

    /// <inheritdoc/>
    public override StarlarkObject NewCopy() => frozen ? this : new Function(Code, Module, [], []);

    /// <inheritdoc/>
    public override void FillCopy(StarlarkObject original, Fork fork)
    {
        var other = (Function)original;
        Module = (Module)fork.Add(other.Module);
        Globals = Module.Slots;
        Defaults = fork.Add(other.Defaults);
        if (other.Free.Length == 0) return;
        Free = new Cell[other.Free.Length];
        for (var i = 0; i < Free.Length; i++) Free[i] = (Cell)fork.Add(other.Free[i]);
    }
}
