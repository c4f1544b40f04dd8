namespace Operon.Journal.Tests;

/// <summary>The same numbers for the same seed (SplitMix64).</summary>
internal sealed class SeededRandom(int seed)
{
    private ulong state = (ulong)seed;

    public bool Chance() => (Next() & 1) == 1;

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => low + (int)(Next() % (ulong)(high - low + 1));

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
