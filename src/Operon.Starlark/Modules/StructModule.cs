using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Modules;

/// <summary>The builtin <c>struct</c>, which a host predeclares: <c>struct(a = 1).a</c>.</summary>
public static class StructModule
{
    private static readonly Value s_constructor = Value.FromString("struct");

    /// <summary>The builtin.</summary>
    public static Builtin Struct { get; } = new("struct", Make);

    private static Value Make(StarlarkThread thread, scoped in Arguments arguments)
    {
        if (!arguments.Positional.IsEmpty)
            throw new StarlarkException("struct: unexpected positional arguments");
        var names = arguments.Names.ToArray();
        var values = arguments.Named.ToArray();
        StarlarkStruct.Sort(names, values);
        return Value.FromObject(new StarlarkStruct(s_constructor, names, values));
    }
}
