using System.Numerics;

namespace Operon.Releases.References;

/// <summary>
/// Matches a text against a pattern in one pass: at each character it knows the set of all places in the pattern where it may be. A regular
/// expression does the same, but takes longer to make than most commands take to run.
/// </summary>
internal sealed class PatternAutomaton
{
    private const int Bits = 64;
    private const int MostOnStack = 64;

    private readonly PatternPlace[] places;
    private readonly ulong[] follow;
    private readonly ulong[] first;
    private readonly ulong[] last;
    private readonly int words;
    private readonly bool matchesNothing;

    /// <summary>Makes it.</summary>
    /// <param name="places">What one character can be at each place.</param>
    /// <param name="follow">For each place those that can come next.</param>
    /// <param name="part">Where it begins and ends.</param>
    public PatternAutomaton(IReadOnlyList<PatternPlace> places, IReadOnlyList<HashSet<int>> follow, PatternPart part)
    {
        this.places = [.. places];
        words = Math.Max(1, (places.Count + Bits - 1) / Bits);
        this.follow = new ulong[places.Count * words];
        for (var i = 0; i < places.Count; i++) Fill(this.follow.AsSpan(i * words, words), follow[i]);
        first = new ulong[words];
        last = new ulong[words];
        Fill(first, part.First);
        Fill(last, part.Last);
        matchesNothing = part.IsOptional;
    }

    /// <summary>Whether the whole text matches.</summary>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return matchesNothing;
        Span<ulong> here = words <= MostOnStack ? stackalloc ulong[words] : new ulong[words];
        Span<ulong> next = words <= MostOnStack ? stackalloc ulong[words] : new ulong[words];
        Span<ulong> may = words <= MostOnStack ? stackalloc ulong[words] : new ulong[words];
        first.CopyTo(may);
        foreach (var character in text.EnumerateRunes())
        {
            next.Clear();
            here.Clear();
            var isAlive = false;
            for (var word = 0; word < words; word++)
            {
                for (var left = may[word]; left != 0; left &= left - 1)
                {
                    var place = (word * Bits) + BitOperations.TrailingZeroCount(left);
                    if (!places[place].Takes(character.Value)) continue;
                    isAlive = true;
                    here[word] |= left & (0 - left);
                    var after = follow.AsSpan(place * words, words);
                    for (var i = 0; i < words; i++) next[i] |= after[i];
                }
            }

            if (!isAlive) return false;
            next.CopyTo(may);
        }

        for (var i = 0; i < words; i++)
        {
            if ((here[i] & last[i]) != 0) return true;
        }

        return false;
    }

    private static void Fill(Span<ulong> set, IEnumerable<int> numbers)
    {
        foreach (var number in numbers) set[number / Bits] |= 1UL << (number % Bits);
    }
}
