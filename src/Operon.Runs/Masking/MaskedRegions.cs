namespace Operon.Runs.Masking;

/// <summary>
/// What is to be masked, in order: matches that overlap are one region, which shows the mask of the longest match at its beginning.
/// </summary>
internal sealed class MaskedRegions
{
    private readonly List<Region> regions = [];

    public int Count => regions.Count;

    public Region this[int index] => regions[index];

    /// <summary>Adds a match; the ends of successive matches never go back.</summary>
    public void Add(int start, int end, int mask)
    {
        var isShown = false;
        while (regions.Count > 0 && regions[^1].Start >= start)
        {
            isShown |= regions[^1].IsShown;
            regions.RemoveAt(regions.Count - 1);
        }

        if (regions.Count > 0 && regions[^1].End > start) regions[^1] = regions[^1] with { End = end, IsShown = regions[^1].IsShown || isShown };
        else regions.Add(new Region(start, end, mask, isShown));
    }

    /// <summary>Notes that the mask of a region has been written.</summary>
    public void Shown(int index) => regions[index] = regions[index] with { IsShown = true };

    /// <summary>Forgets what has not been shown.</summary>
    public void ForgetHidden() => regions.RemoveAll(static r => !r.IsShown);

    /// <summary>Moves all to the front, and forgets those that end at or before a place.</summary>
    public void Move(int by, int forgetUpTo)
    {
        for (var i = 0; i < regions.Count; i++) regions[i] = regions[i] with { Start = regions[i].Start - by, End = regions[i].End - by };
        regions.RemoveAll(r => r.End <= forgetUpTo);
    }

    /// <summary>Bytes that are shown as one mask.</summary>
    /// <param name="Start">Its first byte.</param>
    /// <param name="End">The byte behind it.</param>
    /// <param name="Mask">Which mask.</param>
    /// <param name="IsShown">Whether the mask has been written.</param>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    public readonly record struct Region(int Start, int End, int Mask, bool IsShown);
}
