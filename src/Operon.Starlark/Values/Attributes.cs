using Operon.Starlark.Execution;
using Operon.Starlark.Methods;
using Operon.Starlark.Spelling;

namespace Operon.Starlark.Values;

/// <summary>The attributes of any value: methods, fields of structs, what a host adds.</summary>
internal static class Attributes
{
    /// <summary>What <c>x.name</c> gives.</summary>
    public static Value Get(in Value value, string name) =>
        TryGet(value, name, out var attribute) ? attribute : throw Missing(value, name);

    public static bool TryGet(in Value value, string name, out Value attribute)
    {
        if (value.Reference is IHasAttributes custom)
            return custom.TryGetAttribute(name, out attribute);
        if (value.Methods?.Find(name) is { } method)
        {
            attribute = Value.FromObject(new BoundMethod(value, method));
            return true;
        }

        attribute = default;
        return false;
    }

    /// <summary>What <c>x.name = y</c> does.</summary>
    public static void Set(in Value value, string name, in Value attribute)
    {
        if (value.Reference is not IHasSettableAttributes settable)
            throw new StarlarkException($"can't assign to .{name} field of {TypeNames.Of(value)}");
        if (!settable.TrySetAttribute(name, attribute))
            throw new StarlarkException($"no .{name} field{Suggestion(settable.AttributeNames, name)}");
    }

    /// <summary>The names of all attributes in order.</summary>
    public static string[] Names(in Value value)
    {
        var names = value.Reference is IHasAttributes custom ? custom.AttributeNames.ToArray() : value.Methods?.Names.ToArray() ?? [];
        Array.Sort(names, string.CompareOrdinal);
        return names;
    }

    private static StarlarkException Missing(in Value value, string name) =>
        new(value.Reference is StarlarkStruct structure
            ? $"{structure.ConstructorPrefix}struct has no .{name} attribute{Suggestion(Names(value), name)}"
            : $"{TypeNames.Of(value)} has no .{name} field or method{Suggestion(Names(value), name)}");

    private static string Suggestion(IEnumerable<string> names, string name) =>
        Suggestions.Nearest(name, names.Order(StringComparer.Ordinal)) is { } near ? $" (did you mean .{near}?)" : "";
}
