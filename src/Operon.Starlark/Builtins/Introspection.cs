using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary><c>dir</c>, <c>getattr</c>, <c>hasattr</c>, <c>type</c></summary>
internal static class Introspection
{
    public static Value Dir(StarlarkThread thread, scoped in Arguments arguments)
    {
        if (!arguments.Names.IsEmpty)
            throw new StarlarkException("dir does not accept keyword arguments");
        if (arguments.Count != 1)
            throw new StarlarkException($"dir: got {arguments.Count} arguments, want 1");
        var names = Array.ConvertAll(Attributes.Names(arguments.Positional[0]), Value.FromString);
        return Value.FromObject(new StarlarkList(names, names.Length));
    }

    public static Value GetAttr(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("getattr", arguments, 2, 3);
        var values = arguments.Positional;
        var name = Strings.Decode(Positional.Text("getattr", arguments, 1));
        try
        {
            if (Attributes.TryGet(values[0], name, out var attribute))
                return attribute;
        }
        catch (StarlarkException exception)
        {
            return values.Length > 2 ? values[2] : throw Positional.Named("getattr", exception);
        }

        if (values.Length > 2)
            return values[2];
        throw new StarlarkException(values[0].Reference is StarlarkStruct structure
            ? $"getattr: {structure.ConstructorPrefix}struct has no .{name} attribute"
            : $"getattr: {TypeNames.Of(values[0])} has no .{name} field or method");
    }

    public static Value HasAttr(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("hasattr", arguments, 2, 2);
        var value = arguments.Positional[0];
        var name = Strings.Decode(Positional.Text("hasattr", arguments, 1));
        try
        {
            return Value.FromBool(Attributes.TryGet(value, name, out _));
        }
        catch (StarlarkException)
        {
            // It may be there and just not be computable now.
            return Value.FromBool(Attributes.Names(value).AsSpan().Contains(name));
        }
    }

    public static Value Type(StarlarkThread thread, scoped in Arguments arguments)
    {
        if (!arguments.Names.IsEmpty)
            throw new StarlarkException("type does not accept keyword arguments");
        return arguments.Count == 1
            ? Value.FromString(TypeNames.Of(arguments.Positional[0]))
            : throw new StarlarkException($"type: got {arguments.Count} arguments, want exactly 1");
    }
}
