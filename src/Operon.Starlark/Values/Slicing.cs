using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>From what a program writes in brackets to positions in a sequence.</summary>
internal static class Slicing
{
    /// <summary>The elements a slice takes: from start, by step, as long as end is not reached.</summary>
    public static int Count(int start, int end, int step) =>
        step > 0
            ? (start < end ? (int)(((long)end - 1 - start) / step) + 1 : 0)
            : (start > end ? (int)(((long)start - 1 - end) / -(long)step) + 1 : 0);

    /// <summary>What <c>lo:hi:step</c> means for a sequence; None and no value are defaults.</summary>
    public static (int Start, int End, int Step) Resolve(in Value low, in Value high, in Value stride, int length)
    {
        var step = 1;
        if (!IsAbsent(stride))
        {
            step = Integers.ToInt32(stride, "invalid slice step: ");
            if (step == 0)
                throw new StarlarkException("zero is not a valid slice step");
        }

        if (step > 0)
        {
            var (first, last) = Bounds(low, high, length);
            return (first, Math.Max(first, last), step);
        }

        var start = Math.Min(Index(low, length, length - 1, "start"), length - 1);
        var end = Math.Max(Index(high, length, -1, "end"), -1);
        return (Math.Max(start, end), end, step);
    }

    /// <summary>A start and an end as methods like <c>find</c> take them, within the sequence.</summary>
    public static (int Start, int End) Bounds(in Value low, in Value high, int length) =>
        (Math.Clamp(Index(low, length, 0, "start"), 0, length), Math.Clamp(Index(high, length, length, "end"), 0, length));

    /// <summary>An index to one element; negative ones count from the end.</summary>
    public static int Element(in Value index, int length, in Value sequence)
    {
        var asked = Integers.ToInt32(index, $"{TypeNames.Of(sequence)} index: ");
        var at = asked < 0 ? asked + length : asked;
        return at < 0 || at >= length ? throw OutOfRange(asked, length, TypeNames.Of(sequence)) : at;
    }

    public static StarlarkException OutOfRange(long asked, int length, string type) => new(
        length == 0 ? $"index {asked} out of range: empty {type}" : $"{type} index {asked} out of range [{-length}:{length - 1}]");

    private static bool IsAbsent(in Value value) => value.IsUnset || value.IsNone;

    private static int Index(in Value value, int length, int absent, string which)
    {
        if (IsAbsent(value))
            return absent;
        var index = Integers.ToInt32(value, $"invalid {which} index: ");
        return index < 0 ? index + length : index;
    }
}
