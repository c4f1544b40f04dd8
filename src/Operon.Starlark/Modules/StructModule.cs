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

        // Programs mostly write the names in order.
        for (var i = 1; i < names.Length; i++)
        {
            if (string.CompareOrdinal(names[i - 1], names[i]) <= 0)
                continue;
            Array.Sort(names, values, StringComparer.Ordinal);
            break;
        }

        return Value.FromObject(new StarlarkStruct(s_constructor, names, values));
    }
}
