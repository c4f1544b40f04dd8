using System.Numerics;
using System.Runtime.CompilerServices;

namespace Operon.Starlark.Values;

/// <summary>
/// Copies values with all that is mutable in them: cycles and sharing stay as they were, frozen values are shared
/// by both sides.
/// </summary>
public sealed class Fork
{
    // Rows of entries, small enough that the collector does not look through all memory to make them.
    private const int RowLength = 1024;

    // Originals in the order in which they were found, in chains of equal hash. What stands behind the filled ones waits.
    private readonly List<Entry[]> _rows = [];
    private int[] _chains;
    private int _found;
    private int _filled;

    /// <summary>A fork.</summary>
    /// <param name="capacity">How many values it will copy, if that is known.</param>
    public Fork(int capacity = 0) => _chains = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 16))];

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
            ref var next = ref At(_filled++);
            next.Copy.FillCopy(next.Original, this);
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

    /// <summary>The copies of values that another value holds.</summary>
    internal Value[] Add(ReadOnlySpan<Value> values)
    {
        if (values.IsEmpty)
            return [];
        var copies = new Value[values.Length];
        for (var i = 0; i < copies.Length; i++)
            copies[i] = Add(values[i]);
        return copies;
    }

    /// <summary>The copy of an object that another value holds: it is filled later in this walk.</summary>
    /// <param name="original">The original.</param>
    /// <returns>The copy.</returns>
    public StarlarkObject Add(StarlarkObject original)
    {
        var hash = RuntimeHelpers.GetHashCode(original);
        for (var at = _chains[hash & (_chains.Length - 1)] - 1; at >= 0;)
        {
            ref var entry = ref At(at);
            if (ReferenceEquals(entry.Original, original))
                return entry.Copy;
            at = entry.Next;
        }

        var copy = original.NewCopy();
        if (ReferenceEquals(copy, original))
            return original;
        if (_found == _chains.Length)
            Grow();
        if (_found % RowLength == 0)
            _rows.Add(new Entry[Math.Min(RowLength, _chains.Length)]);
        ref var chain = ref _chains[hash & (_chains.Length - 1)];
        At(_found) = new Entry { Original = original, Copy = copy, Next = chain - 1 };
        chain = ++_found;
        return copy;
    }

    private ref Entry At(int index) => ref _rows[index / RowLength][index % RowLength];

    private void Grow()
    {
        _chains = new int[_chains.Length * 2];
        if (_found < RowLength)
            _rows[0] = [.. _rows[0], .. new Entry[_rows[0].Length]];
        for (var i = 0; i < _found; i++)
        {
            ref var entry = ref At(i);
            ref var chain = ref _chains[RuntimeHelpers.GetHashCode(entry.Original) & (_chains.Length - 1)];
            entry.Next = chain - 1;
            chain = i + 1;
        }
    }

    private struct Entry
    {
        public StarlarkObject Original;
        public StarlarkObject Copy;
        public int Next;
    }
}
