using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary>The names that every file knows.</summary>
public static class Universe
{
    private static readonly Dictionary<string, Value> s_values = new(StringComparer.Ordinal)
    {
        ["None"] = Value.None,
        ["True"] = Value.True,
        ["False"] = Value.False,
        ["abs"] = new Builtin("abs", Numeric.Abs),
        ["all"] = new Builtin("all", Sequences.All),
        ["any"] = new Builtin("any", Sequences.Any),
        ["bool"] = new Builtin("bool", Conversions.Bool),
        ["bytes"] = new Builtin("bytes", Conversions.Bytes),
        ["chr"] = new Builtin("chr", Characters.Chr),
        ["dict"] = new Builtin("dict", Conversions.Dict),
        ["dir"] = new Builtin("dir", Introspection.Dir),
        ["enumerate"] = new Builtin("enumerate", Sequences.Enumerate),
        ["fail"] = new Builtin("fail", Output.Fail),
        ["float"] = new Builtin("float", Numeric.Float),
        ["getattr"] = new Builtin("getattr", Introspection.GetAttr),
        ["hasattr"] = new Builtin("hasattr", Introspection.HasAttr),
        ["hash"] = new Builtin("hash", Characters.Hash),
        ["int"] = new Builtin("int", [BuiltinParameter.Any("x"), BuiltinParameter.Any("base", default(Value))], Numeric.Int),
        ["len"] = new Builtin("len", Sequences.Len),
        ["list"] = new Builtin("list", Conversions.List),
        ["max"] = new Builtin("max", Sorting.Max),
        ["min"] = new Builtin("min", Sorting.Min),
        ["ord"] = new Builtin("ord", Characters.Ord),
        ["print"] = new Builtin("print", Output.Print),
        ["range"] = new Builtin("range", Sequences.Range),
        ["repr"] = new Builtin("repr", Conversions.Repr),
        ["reversed"] = new Builtin("reversed", Sequences.Reversed),
        ["set"] = new Builtin("set", Conversions.Set),
        ["sorted"] = new Builtin(
            "sorted",
            [
                BuiltinParameter.Of("iterable", BuiltinParameterKind.Iterable),
                BuiltinParameter.Of("key", BuiltinParameterKind.Callable, Value.None),
                BuiltinParameter.Bool("reverse", false),
            ],
            Sorting.Sorted),
        ["str"] = new Builtin("str", Conversions.Str),
        ["tuple"] = new Builtin("tuple", Conversions.Tuple),
        ["type"] = new Builtin("type", Introspection.Type),
        ["zip"] = new Builtin("zip", Sequences.Zip),
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => s_values.Keys;

    /// <summary>The value of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value, if there is such a name.</param>
    /// <returns>Whether there is.</returns>
    public static bool TryGet(string name, out Value value) => s_values.TryGetValue(name, out value);
}
