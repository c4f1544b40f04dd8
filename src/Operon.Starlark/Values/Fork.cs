using System.Numerics;
using System.Runtime.CompilerServices;

namespace Operon.Starlark.Values;

/// <summary>
/// Copies values with all that is mutable in them: cycles and sharing stay as they were, frozen values are shared
/// by both sides.
/// </summary>
public sealed class Fork
{
    // Originals in the order in which they were found, in chains of equal hash. What stands behind the filled ones waits.
    private Entry[] _entries;
    private int[] _chains;
    private int _found;
    private int _filled;

    /// <summary>A fork.</summary>
    /// <param name="capacity">How many values it will copy, if that is known.</param>
    public Fork(int capacity = 0)
    {
        _entries = new Entry[Math.Max(capacity, 16)];
        _chains = new int[BitOperations.RoundUpToPowerOf2((uint)_entries.Length)];
    }

    /// <summary>How many values it has copied.</summary>
    internal int Count => _found;

    /// <summary>The copy of a value, whole when it is returned.</summary>
    /// <param name="value">The original.</param>
    /// <returns>The copy; the same for the same original.</returns>
    public Value Copy(in Value value)
    {
        var copy = Add(value);
        while (_filled < _found)
        {
            var (original, next) = (_entries[_filled].Original, _entries[_filled].Copy);
            _filled++;
            next.FillCopy(original, this);
        }

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
        var hash = RuntimeHelpers.GetHashCode(original);
        for (var at = _chains[hash & (_chains.Length - 1)] - 1; at >= 0; at = _entries[at].Next)
        {
            if (ReferenceEquals(_entries[at].Original, original))
                return _entries[at].Copy;
        }

        var copy = original.NewCopy();
        if (ReferenceEquals(copy, original))
            return original;
        if (_found == _entries.Length)
            Grow();
        ref var chain = ref _chains[hash & (_chains.Length - 1)];
        _entries[_found] = new Entry(original, copy, chain - 1);
        chain = ++_found;
        return copy;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _chains = new int[BitOperations.RoundUpToPowerOf2((uint)_entries.Length)];
        for (var i = 0; i < _found; i++)
        {
            ref var entry = ref _entries[i];
            ref var chain = ref _chains[RuntimeHelpers.GetHashCode(entry.Original) & (_chains.Length - 1)];
            entry = entry with { Next = chain - 1 };
            chain = i + 1;
        }
    }

    private readonly record struct Entry(StarlarkObject Original, StarlarkObject Copy, int Next);
}
