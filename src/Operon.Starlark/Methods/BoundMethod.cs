using System.Runtime.CompilerServices;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>A method as a value: what <c>x.append</c> gives where it is not called at once.</summary>
internal sealed class BoundMethod(Value receiver, BuiltinMethod method) : Callable
{
    private Value _receiver = receiver;

    public override string TypeName => "builtin_function_or_method";

    public override string Name => method.Name;

    public override Value Call(StarlarkThread thread, scoped in Arguments arguments) => method.Call(thread, _receiver, arguments);

    public override int GetValueHash() => RuntimeHelpers.GetHashCode(this);

    public override void Freeze(Freezer freezer) => freezer.Add(_receiver);

    public override StarlarkObject NewCopy() => new BoundMethod(default, method);

    public override void FillCopy(StarlarkObject original, Fork fork) => _receiver = fork.Add(((BoundMethod)original)._receiver);

    public override string ToString() => $"<built-in method {Name} of {TypeNames.Of(_receiver)} value>";
}
