namespace Operon.Text.Patterns;

/// <summary>A set of code points as sorted ranges that neither overlap nor touch.</summary>
internal sealed class RuneSet
{
    public const int MaxRune = 0x10ffff;

    public static readonly RuneSet All = Of((0, MaxRune));
    public static readonly RuneSet AllButNewline = Of(('\n', '\n')).Negated();

    private readonly (int First, int Last)[] ranges;

    private RuneSet((int First, int Last)[] ranges) => this.ranges = ranges;

    public ReadOnlySpan<(int First, int Last)> Ranges => ranges;

    /// <summary>The set of what is in any of the ranges, which may come in any order.</summary>
    public static RuneSet Of(params ReadOnlySpan<(int First, int Last)> ranges)
    {
        var sorted = ranges.ToArray();
        Array.Sort(sorted);
        var merged = 0;
        foreach (var range in sorted)
        {
            if (merged > 0 && range.First <= sorted[merged - 1].Last + 1)
            {
                sorted[merged - 1].Last = Math.Max(sorted[merged - 1].Last, range.Last);
            }
            else
            {
                sorted[merged++] = range;
            }
        }

        return new(sorted[..merged]);
    }

    public RuneSet Negated()
    {
        var result = new List<(int, int)>(ranges.Length + 1);
        var next = 0;
        foreach (var (first, last) in ranges)
        {
            if (first > next) result.Add((next, first - 1));
            next = last + 1;
        }

        if (next <= MaxRune) result.Add((next, MaxRune));
        return new([.. result]);
    }

    public bool Contains(int rune)
    {
        var (low, high) = (0, ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (rune < ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (rune > ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}
