using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>A method of a built-in type. Calling it needs no bound object; <see cref="BoundMethod"/> is for <c>f = x.append</c>.</summary>
internal sealed class BuiltinMethod(string name, BuiltinMethod.Body body)
{
    public delegate Value Body(StarlarkThread thread, in Value receiver, scoped in Arguments arguments);

    public string Name { get; } = name;

    public Value Call(StarlarkThread thread, in Value receiver, scoped in Arguments arguments) => body(thread, receiver, arguments);
}
