using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>The methods of sets.</summary>
internal static class SetMethods
{
    private delegate Value Operation(StarlarkSet set, in Value other);

    // As in the reference, what would change nothing may be done to a frozen set by add, clear and discard, but not by remove.
    public static readonly MethodTable Table = new(
        Changing("add", 1, static (set, in element) =>
        {
            if (!set.Contains(element))
                set.Add(element);
            return Value.None;
        }),
        Changing("clear", 0, static (set, in _) =>
        {
            if (set.Count > 0)
                set.Table.CheckMutable("clear");
            set.Table.Clear();
            return Value.None;
        }),
        WithOther("difference", static (set, in other) => Value.FromObject(SetAlgebra.Difference(set, other))),
        Changing("discard", 1, static (set, in element) =>
        {
            if (set.Contains(element))
                set.Remove(element);
            return Value.None;
        }),
        WithOther("intersection", static (set, in other) => Value.FromObject(SetAlgebra.Intersection(set, other))),
        WithOther("issubset", static (set, in other) => Value.FromBool(SetAlgebra.IsSubset(set, other))),
        WithOther("issuperset", static (set, in other) => Value.FromBool(SetAlgebra.IsSuperset(set, other))),
        Changing("pop", 0, static (set, in _) =>
        {
            var first = set.Table.First();
            if (first < 0)
                throw new StarlarkException("empty set");
            var element = set.Table.KeyAt(first);
            set.Remove(element);
            return element;
        }),
        Changing("remove", 1, static (set, in element) => set.Remove(element) ? Value.None : throw new StarlarkException("missing key")),
        WithOther("symmetric_difference", static (set, in other) => Value.FromObject(SetAlgebra.SymmetricDifference(set, other))),
        WithOther("union", static (set, in other) => Value.FromObject(SetAlgebra.Union(set, other))),
        new BuiltinMethod("update", Update));

    /// <summary>A method of no other argument than an element, if any.</summary>
    private static BuiltinMethod Changing(string name, int count, Operation operation) => new(name, (_, in self, in arguments) =>
    {
        Positional.Check(name, arguments, count, count);
        return Run(name, operation, self, Positional.At(arguments, 0));
    });

    /// <summary>A method that walks another value; without one it is as if that were empty.</summary>
    private static BuiltinMethod WithOther(string name, Operation operation) => new(name, (_, in self, in arguments) =>
    {
        Positional.Check(name, arguments, 0, 1);
        return Run(name, operation, self, arguments.Count == 0 ? Value.FromObject(StarlarkTuple.Empty) : Positional.Iterable(name, arguments, 0));
    });

    private static Value Run(string name, Operation operation, in Value self, in Value argument)
    {
        try
        {
            return operation((StarlarkSet)self.Reference!, argument);
        }
        catch (StarlarkException exception)
        {
            throw Positional.Named(name, exception);
        }
    }

    private static Value Update(StarlarkThread thread, in Value self, scoped in Arguments arguments)
    {
        Positional.Check("update", arguments, 0, int.MaxValue);
        for (var i = 0; i < arguments.Count; i++)
        {
            Run("update", static (set, in other) =>
            {
                using var elements = Iteration.Of(other);
                while (elements.NextCounted(out var element))
                    set.Add(element);
                return Value.None;
            }, self, Positional.Iterable("update", arguments, i));
        }

        return Value.None;
    }
}
