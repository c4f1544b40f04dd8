using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>The methods of dicts.</summary>
internal static class DictMethods
{
    public static readonly MethodTable Table = new(
        new BuiltinMethod("clear", Clear),
        new BuiltinMethod("get", Get),
        new BuiltinMethod("items", Items),
        new BuiltinMethod("keys", Keys),
        new BuiltinMethod("pop", Pop),
        new BuiltinMethod("popitem", PopItem),
        new BuiltinMethod("setdefault", SetDefault),
        new BuiltinMethod("update", Update),
        new BuiltinMethod("values", Values));

    private static Value Clear(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("clear", arguments, 0, 0);
        var table = ((StarlarkDict)self.Reference!).Table;
        table.CheckMutable("clear");
        table.Clear();
        return Value.None;
    }

    private static Value Get(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("get", arguments, 1, 2);
        var values = arguments.Positional;
        try
        {
            if (((StarlarkDict)self.Reference!).TryGet(values[0], out var value))
                return value;
        }
        catch (StarlarkException exception)
        {
            throw Positional.Named("get", exception);
        }

        return values.Length > 1 ? values[1] : Value.None;
    }

    private static Value Items(StarlarkThread thread, in Value self, scoped in Arguments arguments) =>
        List("items", self, arguments, static (table, at) => Value.FromObject(new StarlarkTuple([table.KeyAt(at), table.ItemAt(at)])));

    private static Value Keys(StarlarkThread thread, in Value self, scoped in Arguments arguments) =>
        List("keys", self, arguments, static (table, at) => table.KeyAt(at));

    private static Value Values(StarlarkThread thread, in Value self, scoped in Arguments arguments) =>
        List("values", self, arguments, static (table, at) => table.ItemAt(at));

    private static Value List(string name, in Value self, scoped in Arguments arguments, Func<HashTable, int, Value> element)
    {
        Positional.Check(name, arguments, 0, 0);
        var table = ((StarlarkDict)self.Reference!).Table;
        StarlarkThread.Reserve((long)table.Count * Value.Size);
        var elements = new Value[table.Count];
        var count = 0;
        for (var i = 0; i < table.End; i++)
        {
            StarlarkThread.SpendTurn(i);
            if (table.Has(i))
                elements[count++] = element(table, i);
        }

        return Value.FromObject(new StarlarkList(elements, count));
    }

    private static Value Pop(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("pop", arguments, 1, 2);
        var values = arguments.Positional;
        try
        {
            if (((StarlarkDict)self.Reference!).Remove(values[0], out var value))
                return value;
        }
        catch (StarlarkException exception)
        {
            throw Positional.Named("pop", exception);
        }

        return values.Length > 1 ? values[1] : throw new StarlarkException("pop: missing key");
    }

    private static Value PopItem(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("popitem", arguments, 0, 0);
        var dict = (StarlarkDict)self.Reference!;
        var first = dict.Table.First();
        if (first < 0)
            throw new StarlarkException("popitem: empty dict");
        var key = dict.Table.KeyAt(first);
        try
        {
            dict.Remove(key, out var value);
            return Value.FromObject(new StarlarkTuple([key, value]));
        }
        catch (StarlarkException exception)
        {
            throw Positional.Named("popitem", exception);
        }
    }

    private static Value SetDefault(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("setdefault", arguments, 1, 2);
        var values = arguments.Positional;
        var dict = (StarlarkDict)self.Reference!;
        var absent = values.Length > 1 ? values[1] : Value.None;
        try
        {
            if (dict.TryGet(values[0], out var value))
                return value;
            dict.Set(values[0], absent);
            return absent;
        }
        catch (StarlarkException exception)
        {
            throw Positional.Named("setdefault", exception);
        }
    }

    private static Value Update(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        DictUpdate.Apply("update", (StarlarkDict)self.Reference!, arguments);
        return Value.None;
    }
}
