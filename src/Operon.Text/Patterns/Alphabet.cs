namespace Operon.Text.Patterns;

/// <summary>
/// Sorts characters into the kinds that a program can tell apart, so that states have few ways out. No set of the
/// program holds only some of the characters of a kind.
/// </summary>
internal sealed class Alphabet
{
    private readonly int[] starts;
    private readonly int[] kinds;
    private readonly int[] ascii = new int[0x80];
    private readonly int[] samples;

    /// <summary>The kinds of characters that the sets tell apart; newlines and word characters are always told apart.</summary>
    public Alphabet(IReadOnlyList<RuneSet> sets)
    {
        var distinct = sets.Append(CharacterClasses.Word).Append(RuneSet.AllButNewline).Distinct().ToArray();
        starts = [.. distinct.SelectMany(set => set.Ranges.ToArray()).SelectMany(range => new[] { range.First, range.Last + 1 })
            .Append(0).Where(start => start <= RuneSet.MaxRune).Distinct().Order()];
        kinds = new int[starts.Length];
        var count = 1;
        foreach (var set in distinct) Split(set, ref count);
        samples = Renumber();
        for (var rune = 0; rune < ascii.Length; rune++) ascii[rune] = Find(rune);
    }

    /// <summary>How many kinds there are.</summary>
    public int Count => samples.Length;

    /// <summary>The kind of a character.</summary>
    public int KindOf(int rune) => rune < ascii.Length ? ascii[rune] : Find(rune);

    /// <summary>A character of a kind.</summary>
    public int SampleOf(int kind) => samples[kind];

    /// <summary>Gives those characters of each kind that are in the set a new kind.</summary>
    private void Split(RuneSet set, ref int count)
    {
        var inside = new Dictionary<int, int>();
        foreach (var (first, last) in set.Ranges)
        {
            for (var i = Array.BinarySearch(starts, first); i < starts.Length && starts[i] <= last; i++)
            {
                if (!inside.TryGetValue(kinds[i], out var kind)) inside.Add(kinds[i], kind = count++);
                kinds[i] = kind;
            }
        }
    }

    private int[] Renumber()
    {
        var numbers = new Dictionary<int, int>();
        var found = new List<int>();
        for (var i = 0; i < kinds.Length; i++)
        {
            if (numbers.TryAdd(kinds[i], found.Count)) found.Add(starts[i]);
            kinds[i] = numbers[kinds[i]];
        }

        return [.. found];
    }

    private int Find(int rune)
    {
        var found = Array.BinarySearch(starts, rune);
        return kinds[found >= 0 ? found : ~found - 1];
    }
}
