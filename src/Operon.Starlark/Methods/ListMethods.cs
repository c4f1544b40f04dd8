using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>The methods of lists.</summary>
internal static class ListMethods
{
    public static readonly MethodTable Table = new(
        new BuiltinMethod("append", Append),
        new BuiltinMethod("clear", Clear),
        new BuiltinMethod("extend", Extend),
        new BuiltinMethod("index", Index),
        new BuiltinMethod("insert", Insert),
        new BuiltinMethod("pop", Pop),
        new BuiltinMethod("remove", Remove));

    private static Value Append(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("append", arguments, 1, 1);
        var list = (StarlarkList)self.Reference!;
        list.CheckMutable("append to", "append");
        list.AddUnchecked(arguments.Positional[0]);
        return Value.None;
    }

    private static Value Clear(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("clear", arguments, 0, 0);
        var list = (StarlarkList)self.Reference!;
        list.CheckMutable("clear", "clear");
        list.ClearUnchecked();
        return Value.None;
    }

    private static Value Extend(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("extend", arguments, 1, 1);
        var iterable = Positional.Iterable("extend", arguments, 0);
        var list = (StarlarkList)self.Reference!;
        list.CheckMutable("extend", "extend");
        list.ExtendUnchecked(iterable);
        return Value.None;
    }

    private static Value Index(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("index", arguments, 1, 3);
        var list = (StarlarkList)self.Reference!;
        try
        {
            var (start, end) = Slicing.Bounds(Positional.At(arguments, 1), Positional.At(arguments, 2), list.Count);
            var at = start < end ? Operators.IndexOf(arguments.Positional[0], list.Span[start..end]) : -1;
            if (at >= 0)
                return Value.FromInt(start + at);
        }
        catch (StarlarkException exception)
        {
            throw Positional.Named("index", exception);
        }

        throw new StarlarkException("index: value not in list");
    }

    private static Value Insert(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("insert", arguments, 2, 2);
        var index = Positional.Int("insert", arguments, 0, 0);
        var list = (StarlarkList)self.Reference!;
        list.CheckMutable("insert into", "insert");
        if (index < 0)
            index += list.Count;
        list.InsertUnchecked((int)Math.Clamp(index, 0, list.Count), arguments.Positional[1]);
        return Value.None;
    }

    private static Value Pop(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("pop", arguments, 0, 1);
        var list = (StarlarkList)self.Reference!;
        var asked = Positional.Int("pop", arguments, 0, list.Count - 1);
        var index = asked < 0 ? asked + list.Count : asked;
        if (index < 0 || index >= list.Count)
            throw new StarlarkException($"pop: {Slicing.OutOfRange(asked, list.Count, "list").Message}");
        list.CheckMutable("pop from", "pop");
        return list.RemoveAtUnchecked((int)index);
    }

    private static Value Remove(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("remove", arguments, 1, 1);
        var list = (StarlarkList)self.Reference!;
        list.CheckMutable("remove from", "remove");
        try
        {
            var at = Operators.IndexOf(arguments.Positional[0], list.Span);
            if (at >= 0)
            {
                list.RemoveAtUnchecked(at);
                return Value.None;
            }
        }
        catch (StarlarkException exception)
        {
            throw Positional.Named("remove", exception);
        }

        throw new StarlarkException("remove: element not found");
    }
}
