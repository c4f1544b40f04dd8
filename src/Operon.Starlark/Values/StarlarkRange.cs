using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>A range: integers from a start by a step, which are not stored.</summary>
public sealed class StarlarkRange : StarlarkObject, IIterable, IIndexable
{
    /// <summary>A range.</summary>
    /// <param name="start">The first integer.</param>
    /// <param name="stop">Where it ends, itself not in it.</param>
    /// <param name="step">The difference between two; not 0.</param>
    internal StarlarkRange(long start, long stop, long step)
    {
        Start = start;
        Stop = stop;
        Step = step;
        if (step > 0 ? start >= stop : start <= stop)
            return;

        // Distances of 64-bit integers, and the negative of the least, fit into 64 bits without a sign.
        var (distance, stride) = step > 0
            ? (unchecked((ulong)stop - (ulong)start), (ulong)step)
            : (unchecked((ulong)start - (ulong)stop), unchecked(0 - (ulong)step));
        Length = (long)Math.Min(((distance - 1) / stride) + 1, long.MaxValue);
    }

    /// <inheritdoc/>
    public override string TypeName => "range";

    /// <inheritdoc/>
    public override bool Truth => Length > 0;

    /// <summary>The first integer.</summary>
    public long Start { get; }

    /// <summary>Where it ends; itself not in it.</summary>
    public long Stop { get; }

    /// <summary>The difference between two.</summary>
    public long Step { get; }

    /// <summary>How many integers it has.</summary>
    public long Length { get; }

    int ISized.Count => Count;

    internal override ValueKind Kind => ValueKind.Range;

    private int Count => Length <= int.MaxValue ? (int)Length : throw new StarlarkException("range too long");

    /// <inheritdoc/>
    public Value this[int index] => Value.FromInt(Start + (index * Step));

    /// <inheritdoc/>
    public StarlarkIterator Iterate() => new Iterator(this);

    /// <inheritdoc/>
    public override int GetValueHash() => throw new StarlarkException($"unhashable: {TypeName}");

    /// <inheritdoc/>
    public override string ToString() => Step != 1 ? $"range({Start}, {Stop}, {Step})" : Start != 0 ? $"range({Start}, {Stop})" : $"range({Stop})";

    /// <summary>The part that a slice takes.</summary>
    internal StarlarkRange Slice(int start, int end, int step) =>
        new(Start + (Step * start), Start + (Step * end), Step * step);

    internal bool Contains(long number)
    {
        if (Length == 0 || (Step > 0 ? number < Start || number >= Stop : number > Start || number <= Stop))
            return false;
        return ((Int128)number - Start) % Step == 0;
    }

    internal bool IsSame(StarlarkRange other) =>
        Length == other.Length && (Length == 0 || (Start == other.Start && (Length == 1 || Step == other.Step)));

    private sealed class Iterator(StarlarkRange range) : StarlarkIterator
    {
        private long _left = range.Length;
        private long _next = range.Start;

        public override bool Next(out Value element)
        {
            if (_left == 0)
            {
                element = default;
                return false;
            }

            element = Value.FromInt(_next);
            _left--;

            // Behind the last one it may wrap, but nobody looks.
            _next = unchecked(_next + range.Step);
            return true;
        }
    }
}
