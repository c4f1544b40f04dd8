namespace Operon.Releases.References;

/// <summary>A part of a pattern: the places where a text that matches it can begin, and those where it can end.</summary>
/// <param name="First">Where it can begin.</param>
/// <param name="Last">Where it can end.</param>
/// <param name="IsOptional">Whether nothing matches it too.</param>
internal sealed record PatternPart(HashSet<int> First, HashSet<int> Last, bool IsOptional)
{
    /// <summary>Matches nothing alone.</summary>
    public static PatternPart Nothing => new([], [], true);
}
