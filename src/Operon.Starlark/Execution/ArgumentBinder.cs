using Operon.Starlark.Values;

namespace Operon.Starlark.Execution;

/// <summary>Puts what a call passes into the parameters of a function.</summary>
internal static class ArgumentBinder
{
    /// <summary>Binds any call.</summary>
    public static void Bind(Function function, StarlarkThread thread, ref Value slots, scoped in Arguments arguments)
    {
        var code = function.Code;
        if (code.Locals.Length == 0 || (code.Parameters == 0 && code.IsPlain))
        {
            if (arguments.Count > 0) throw Error(function, thread, $"function {code.Name} accepts no arguments ({arguments.Count} given)");
            return;
        }

        var positional = arguments.Positional;
        var count = Math.Min(positional.Length, code.Positional);
        if (positional.Length > code.Positional && !code.HasStar) throw TooMany(function, thread, positional.Length);
        for (var i = 0; i < count; i++) Slots.At(ref slots, i) = positional[i];
        if (code.HasStar) Slots.At(ref slots, code.Parameters) = new StarlarkTuple(positional[count..].ToArray());
        StarlarkDict? rest = null;
        if (code.HasStarStar)
        {
            rest = new StarlarkDict();
            Slots.At(ref slots, code.Parameters + (code.HasStar ? 1 : 0)) = rest;
        }

        for (var i = 0; i < arguments.Names.Length; i++) BindNamed(function, thread, ref slots, rest, arguments.Names[i], arguments.Named[i]);
        FillDefaults(function, thread, ref slots, count);
    }

    /// <summary>Gives the parameters from a place that have no value their defaults.</summary>
    public static void FillDefaults(Function function, StarlarkThread thread, ref Value slots, int from)
    {
        var code = function.Code;
        for (var i = from; i < code.Parameters; i++)
        {
            ref var slot = ref Slots.At(ref slots, i);
            if (!slot.IsUnset) continue;
            var value = i < code.FirstDefault ? default : function.Defaults[i - code.FirstDefault];
            if (value.IsUnset) throw Missing(function, thread, ref slots, i);
            slot = value;
        }
    }

    public static StarlarkException TooMany(Function function, StarlarkThread thread, int given)
    {
        var code = function.Code;
        if (code.Parameters == 0 && code.IsPlain) return Error(function, thread, $"function {code.Name} accepts no arguments ({given} given)");
        var atMost = code.FirstDefault < code.Positional ? "at most " : "";
        return Error(function, thread, $"function {code.Name} accepts {atMost}{code.Positional} positional argument{(code.Positional == 1 ? "" : "s")} ({given} given)");
    }

    private static void BindNamed(Function function, StarlarkThread thread, ref Value slots, StarlarkDict? rest, string name, Value value)
    {
        var index = function.Code.IndexOfParameter(name);
        if (index >= 0)
        {
            ref var slot = ref Slots.At(ref slots, index);
            if (!slot.IsUnset) throw Error(function, thread, $"function {function.Name} got multiple values for parameter {name}");
            slot = value;
            return;
        }

        if (rest is null) throw Error(function, thread, $"function {function.Name} got an unexpected keyword argument {name}");
        var before = rest.Count;
        rest.Set(Value.FromString(name), value);
        if (rest.Count == before) throw Error(function, thread, $"function {function.Name} got multiple values for parameter {name}");
    }

    private static StarlarkException Missing(Function function, StarlarkThread thread, ref Value slots, int from)
    {
        var code = function.Code;
        var missing = new List<string>();
        for (var i = from; i < code.Parameters; i++)
        {
            if (Slots.At(ref slots, i).IsUnset && (i < code.FirstDefault || function.Defaults[i - code.FirstDefault].IsUnset)) missing.Add(code.Locals[i]);
        }

        return Error(function, thread, $"function {code.Name} missing {missing.Count} argument{(missing.Count == 1 ? "" : "s")} ({string.Join(", ", missing)})");
    }

    // A call that fails before it begins is shown as if it had begun. That it may not begin at all comes first.
    private static StarlarkException Error(Function function, StarlarkThread thread, string message) =>
        (thread.Forbids(function) ?? new StarlarkException(message)).At(function.Code, function.Code.EntryPosition);
}
