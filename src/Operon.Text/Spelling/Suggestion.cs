namespace Operon.Text.Spelling;

/// <summary>Finds the name that was probably meant.</summary>
public static class Suggestion
{
    // Longer words are not names that somebody mistyped, and comparing costs the product of the lengths.
    private const int LongestWord = 100;

    /// <summary>
    /// The candidate nearest to <paramref name="word"/>: one that differs in case only, else the one that the fewest
    /// letters added, left out, changed or swapped turn it into, at most one in three. Of equally near ones the first in
    /// ordinal order.
    /// </summary>
    /// <returns>Null when none is near.</returns>
    public static string? For(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var distance = Distance(word, candidate);
            if (distance < bestDistance || (distance == bestDistance && distance != int.MaxValue && string.CompareOrdinal(candidate, best) < 0))
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>How far apart, ignoring case; the largest number when too far.</summary>
    private static int Distance(string word, string candidate)
    {
        if (word.Equals(candidate, StringComparison.OrdinalIgnoreCase)) return 0;
        var limit = Math.Max(1, (word.Length + 1) / 3);
        if (word.Length is < 2 or > LongestWord || Math.Abs(word.Length - candidate.Length) > limit) return int.MaxValue;
        var distance = Edits(word.ToLowerInvariant(), candidate.ToLowerInvariant());
        return distance <= limit ? distance : int.MaxValue;
    }

    /// <summary>Damerau-Levenshtein distance in which no part is edited twice, by rows.</summary>
    private static int Edits(ReadOnlySpan<char> from, ReadOnlySpan<char> to)
    {
        var twoBack = new int[to.Length + 1];
        var above = new int[to.Length + 1];
        var row = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++) above[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = from[i - 1] == to[j - 1] ? 0 : 1;
                row[j] = Math.Min(above[j - 1] + change, 1 + Math.Min(above[j], row[j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    row[j] = Math.Min(row[j], twoBack[j - 2] + 1);
                }
            }

            (twoBack, above, row) = (above, row, twoBack);
        }

        return above[to.Length];
    }
}
