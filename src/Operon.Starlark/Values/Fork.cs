namespace Operon.Starlark.Values;

/// <summary>
/// Copies values with all that is mutable in them: cycles and sharing stay as they were, frozen values are shared
/// by both sides.
/// </summary>
public sealed class Fork
{
    private readonly Dictionary<StarlarkObject, StarlarkObject> _copies = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<(StarlarkObject Original, StarlarkObject Copy)> _pending = new();

    /// <summary>The copy of a value, whole when it is returned.</summary>
    /// <param name="value">The original.</param>
    /// <returns>The copy; the same for the same original.</returns>
    public Value Copy(in Value value)
    {
        var copy = Add(value);
        while (_pending.TryPop(out var next))
            next.Copy.FillCopy(next.Original, this);
        return copy;
    }

    /// <summary>The copy of a value that another value holds: it is filled later in this walk.</summary>
    /// <param name="value">The original.</param>
    /// <returns>The copy.</returns>
    public Value Add(in Value value) =>
        value.Reference is StarlarkObject held && Add(held) is var copy && !ReferenceEquals(copy, held)
            ? new Value(copy, value.Bits)
            : value;

    /// <summary>The copy of an object that another value holds: it is filled later in this walk.</summary>
    /// <param name="original">The original.</param>
    /// <returns>The copy.</returns>
    public StarlarkObject Add(StarlarkObject original)
    {
        if (_copies.TryGetValue(original, out var copy))
            return copy;
        copy = original.NewCopy();
        if (ReferenceEquals(copy, original))
            return original;
        _copies.Add(original, copy);
        _pending.Push((original, copy));
        return copy;
    }
}
