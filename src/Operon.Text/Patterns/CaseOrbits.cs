using System.Text;

namespace Operon.Text.Patterns;

/// <summary>Which characters are the same when case is ignored: k, K and the Kelvin sign are one orbit.</summary>
internal static class CaseOrbits
{
    // No character above has case.
    private const int LastCased = 0x1e943;

    private static readonly Lazy<Dictionary<int, int[]>> Orbits = new(Build);

    /// <summary>The set with all characters that differ from one of its own in case only.</summary>
    public static RuneSet Close(RuneSet set)
    {
        var ranges = new List<(int, int)>();
        if (set.Ranges is [var (first, last)] && first == last)
        {
            if (!Orbits.Value.TryGetValue(first, out var orbit)) return set;
            ranges.AddRange(orbit.Select(rune => (rune, rune)));
        }
        else
        {
            ranges.AddRange(set.Ranges);
            foreach (var (rune, orbit) in Orbits.Value)
            {
                if (set.Contains(rune)) ranges.AddRange(orbit.Select(other => (other, other)));
            }
        }

        return RuneSet.Of([.. ranges]);
    }

    private static Dictionary<int, int[]> Build()
    {
        var orbits = new Dictionary<int, List<int>>();
        for (int value = 'A'; value <= LastCased; value++)
        {
            if (!Rune.TryCreate(value, out var rune)) continue;
            Join(value, Rune.ToLowerInvariant(rune).Value);
            Join(value, Rune.ToUpperInvariant(rune).Value);
        }

        // The long s, which .NET leaves alone lest ASCII comparisons change.
        Join('s', '\u017f');
        return orbits.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray());

        void Join(int left, int right)
        {
            if (left == right) return;
            var merged = orbits.GetValueOrDefault(left, [left]).Union(orbits.GetValueOrDefault(right, [right])).ToList();
            foreach (var member in merged) orbits[member] = merged;
        }
    }
}
