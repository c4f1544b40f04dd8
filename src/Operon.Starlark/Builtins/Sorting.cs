using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary><c>max</c>, <c>min</c>, <c>sorted</c></summary>
internal static class Sorting
{
    public static Value Max(StarlarkThread thread, scoped in Arguments arguments) => Extreme("max", ComparisonOperator.Greater, thread, arguments);

    public static Value Min(StarlarkThread thread, scoped in Arguments arguments) => Extreme("min", ComparisonOperator.Less, thread, arguments);

    public static Value Sorted(BuiltinCall call)
    {
        var key = call[1];

        // The walk bans mutation of the original while keys are computed.
        using var walk = Iteration.Of(call[0]);
        var items = Iteration.ToArray(call[0]);
        if (key.IsNone)
        {
            StableSort.Sort(items, call.Bool(2));
            return Value.FromObject(new StarlarkList(items, items.Length));
        }

        var keys = new Value[items.Length];
        for (var i = 0; i < items.Length; i++)
            keys[i] = call.Thread.Call(key, items[i]);
        StableSort.Sort(keys, items, call.Bool(2));
        return Value.FromObject(new StarlarkList(items, items.Length));
    }

    private static Value Extreme(string function, ComparisonOperator op, StarlarkThread thread, scoped in Arguments arguments)
    {
        if (arguments.Positional.IsEmpty)
            throw new StarlarkException($"{function} requires at least one positional argument");
        var key = Key(function, arguments);
        var values = arguments.Positional;
        using var elements = values.Length > 1
            ? new StarlarkTuple(values).Iterate()
            : Iteration.TryIterate(values[0]) ?? throw new StarlarkException($"{function}: {TypeNames.Of(values[0])} value is not iterable");
        if (!elements.Next(thread, out var best))
            throw new StarlarkException($"{function}: argument is an empty sequence");
        var bestKey = key.IsUnset ? best : thread.Call(key, best);
        while (elements.Next(thread, out var element))
        {
            var elementKey = key.IsUnset ? element : thread.Call(key, element);
            try
            {
                if (!Operators.Compare(op, elementKey, bestKey))
                    continue;
            }
            catch (StarlarkException exception)
            {
                throw Positional.Named(function, exception);
            }

            (best, bestKey) = (element, elementKey);
        }

        return best;
    }

    private static Value Key(string function, scoped in Arguments arguments)
    {
        var key = default(Value);
        for (var i = 0; i < arguments.Names.Length; i++)
        {
            if (arguments.Names[i] != "key")
            {
                var near = Spelling.Suggestions.Nearest(arguments.Names[i], ["key"]);
                throw new StarlarkException(
                    $"{function}: unexpected keyword argument {arguments.Names[i]}{(near is null ? "" : $" (did you mean {near}?)")}");
            }

            key = arguments.Named[i];
            if (key.Reference is not Callable)
                throw new StarlarkException($"{function}: for parameter key: got {TypeNames.Of(key)}, want callable");
        }

        return key;
    }
}
