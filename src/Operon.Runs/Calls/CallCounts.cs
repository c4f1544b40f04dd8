namespace Operon.Runs.Calls;

/// <summary>How many calls are in which state.</summary>
/// <param name="Running">Those that began and have not ended.</param>
/// <param name="Succeeded">Those that did what they should.</param>
/// <param name="Failed">Those in which something went wrong.</param>
/// <param name="Killed">Those that were asked to stop.</param>
/// <param name="Skipped">Those whose condition did not hold.</param>
public sealed record CallCounts(int Running, int Succeeded, int Failed, int Killed, int Skipped)
{
    /// <summary>All of them.</summary>
    public int Total => Running + Succeeded + Failed + Killed + Skipped;
}
