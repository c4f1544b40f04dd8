using Operon.Starlark.Execution;
using Operon.Starlark.Methods;

namespace Operon.Starlark.Values;

/// <summary>
/// A value that is an object: every built-in type but None, bool, small int, float and ASCII string, and whatever
/// a host adds. What it can do beyond being printed is in the interfaces it implements
/// (<see cref="IIterable"/>, <see cref="IHasAttributes"/>, …).
/// </summary>
public abstract class StarlarkObject
{
    /// <summary>What <c>type(x)</c> gives.</summary>
    public abstract string TypeName { get; }

    /// <summary>What <c>bool(x)</c> gives.</summary>
    public virtual bool Truth => true;

    /// <summary>What sort of value this is.</summary>
    internal virtual ValueKind Kind => ValueKind.Object;

    /// <summary>The methods of the type, which need no object of their own to be called.</summary>
    internal virtual MethodTable? Methods => null;

    /// <summary>What <c>repr(x)</c> gives.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"<{TypeName}>";

    /// <summary>The number under which a dict finds it as a key; equal values have the same.</summary>
    /// <returns>The hash.</returns>
    /// <exception cref="StarlarkException">It cannot be a key.</exception>
    public virtual int GetValueHash() => throw new StarlarkException($"unhashable type: {TypeName}");

    /// <summary>Makes it immutable and hands everything it holds to the freezer. Called at most once by each freezer walk that reaches it unfrozen.</summary>
    /// <param name="freezer">Takes what it holds.</param>
    public virtual void Freeze(Freezer freezer)
    {
    }

    /// <summary>An empty copy for a fork, which <see cref="FillCopy"/> fills later; itself, if it is immutable and holds nothing mutable.</summary>
    /// <returns>The copy.</returns>
    public virtual StarlarkObject NewCopy() => this;

    /// <summary>Fills this copy with the copies of what the original holds.</summary>
    /// <param name="original">What <see cref="NewCopy"/> was called on.</param>
    /// <param name="fork">Gives the copies.</param>
    public virtual void FillCopy(StarlarkObject original, Fork fork)
    {
    }
}
