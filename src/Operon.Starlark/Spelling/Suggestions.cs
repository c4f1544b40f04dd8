using System.Text;

namespace Operon.Starlark.Spelling;

/// <summary>What a misspelled name was probably meant to be.</summary>
internal static class Suggestions
{
    /// <summary>The first of the candidates that are nearest to a name, if half of the name's bytes or more are right. Case and underscores do not count.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        var wanted = Folded(name);
        var distance = (wanted.Length + 1) / 2;
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            var other = Folded(candidate);
            if (Math.Abs(other.Length - wanted.Length) >= distance) continue;
            var found = Distance(wanted, other);
            if (found >= distance) continue;
            distance = found;
            nearest = candidate;
        }

        return nearest;
    }

    private static byte[] Folded(string name) => Encoding.UTF8.GetBytes(name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant());

    // Levenshtein's distance with one row of the table at a time.
    private static int Distance(byte[] from, byte[] to)
    {
        var row = new int[to.Length + 1];
        for (var j = 0; j < row.Length; j++) row[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var substituted = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j - 1], row[j]));
            }
        }

        return row[^1];
    }
}
