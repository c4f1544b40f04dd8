using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>The elements of whatever can be walked.</summary>
internal static class Iteration
{
    /// <summary>The elements that are stored in a row. Only where nothing can change them meanwhile.</summary>
    public static bool TrySpan(in Value value, out ReadOnlySpan<Value> items)
    {
        switch (value.Reference)
        {
            case StarlarkList list:
                items = list.Span;
                return true;
            case StarlarkTuple tuple:
                items = tuple.Span;
                return true;
            default:
                items = default;
                return false;
        }
    }

    /// <summary>Begins to walk; an error if the value cannot be walked.</summary>
    public static StarlarkIterator Of(in Value value) =>
        TryIterate(value) ?? throw NotIterable(value);

    public static StarlarkException NotIterable(in Value value) => new($"{TypeNames.Of(value)} value is not iterable");

    /// <summary>Begins to walk, if the value can be walked.</summary>
    public static StarlarkIterator? TryIterate(in Value value) => (value.Reference as IIterable)?.Iterate();

    /// <summary>All elements in a new array.</summary>
    public static Value[] ToArray(in Value value)
    {
        if (TrySpan(value, out var items))
        {
            StarlarkThread.Reserve((long)items.Length * Value.Size);
            return items.ToArray();
        }

        var list = new StarlarkList();
        list.ExtendUnchecked(value);
        return list.Span.ToArray();
    }
}
