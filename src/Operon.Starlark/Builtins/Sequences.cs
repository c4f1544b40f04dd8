using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Builtins;

/// <summary><c>all</c>, <c>any</c>, <c>enumerate</c>, <c>len</c>, <c>range</c>, <c>reversed</c>, <c>zip</c></summary>
internal static class Sequences
{
    public static Value All(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("all", arguments, 1, 1);
        using var elements = Iteration.Of(Positional.Iterable("all", arguments, 0));
        while (elements.Next(thread, out var element))
        {
            if (!Operators.Truth(element))
                return Value.False;
        }

        return Value.True;
    }

    public static Value Any(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("any", arguments, 1, 1);
        using var elements = Iteration.Of(Positional.Iterable("any", arguments, 0));
        while (elements.Next(thread, out var element))
        {
            if (Operators.Truth(element))
                return Value.True;
        }

        return Value.False;
    }

    public static Value Enumerate(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("enumerate", arguments, 1, 2);
        var iterable = Positional.Iterable("enumerate", arguments, 0);
        var number = Positional.Int("enumerate", arguments, 1, 0);
        var pairs = new StarlarkList();
        using var elements = Iteration.Of(iterable);
        while (elements.Next(thread, out var element))
            pairs.AddUnchecked(Value.FromObject(new StarlarkTuple([Value.FromInt(unchecked(number++)), element])));
        return Value.FromObject(pairs);
    }

    public static Value Len(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("len", arguments, 1, 1);
        var value = arguments.Positional[0];
        if (value.IsString)
            return Value.FromInt(Strings.Length(value));
        return value.Reference switch
        {
            StarlarkRange range => Value.FromInt(range.Length),
            ISized sized => Value.FromInt(sized.Count),
            _ => throw new StarlarkException($"len: value of type {TypeNames.Of(value)} has no len"),
        };
    }

    public static Value Range(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("range", arguments, 1, 3);
        var first = Positional.Int("range", arguments, 0, 0);
        var second = Positional.Int("range", arguments, 1, 0);
        var step = Positional.Int("range", arguments, 2, 1);
        if (step == 0)
            throw new StarlarkException("range: step argument must not be zero");
        return Value.FromObject(arguments.Count == 1 ? new StarlarkRange(0, first, 1) : new StarlarkRange(first, second, step));
    }

    public static Value Reversed(StarlarkThread thread, scoped in Arguments arguments)
    {
        Positional.Check("reversed", arguments, 1, 1);
        var items = Iteration.ToArray(Positional.Iterable("reversed", arguments, 0));
        Array.Reverse(items);
        return Value.FromObject(new StarlarkList(items, items.Length));
    }

    public static Value Zip(StarlarkThread thread, scoped in Arguments arguments)
    {
        if (!arguments.Names.IsEmpty)
            throw new StarlarkException("zip does not accept keyword arguments");
        var tuples = new StarlarkList();
        var columns = new List<StarlarkIterator>(arguments.Count);
        try
        {
            foreach (var argument in arguments.Positional)
            {
                columns.Add(Iteration.TryIterate(argument)
                    ?? throw new StarlarkException($"zip: argument #{columns.Count + 1} is not iterable: {TypeNames.Of(argument)}"));
            }

            while (columns.Count > 0)
            {
                var row = new Value[columns.Count];
                for (var i = 0; i < row.Length; i++)
                {
                    if (!columns[i].Next(thread, out row[i]))
                        return Value.FromObject(tuples);
                }

                tuples.AddUnchecked(Value.FromObject(new StarlarkTuple(row)));
            }

            return Value.FromObject(tuples);
        }
        finally
        {
            foreach (var column in columns)
                column.Dispose();
        }
    }
}
