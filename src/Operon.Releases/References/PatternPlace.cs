namespace Operon.Releases.References;

/// <summary>What one character of a text can be at one place of a pattern: any in the ranges, or any but those.</summary>
/// <param name="Ranges">First and last characters in turns.</param>
/// <param name="IsNot">Whether all others are meant.</param>
internal sealed record PatternPlace(IReadOnlyList<int> Ranges, bool IsNot)
{
    /// <summary>Any character.</summary>
    public static PatternPlace Any { get; } = new([], true);

    /// <summary>Any but a slash.</summary>
    public static PatternPlace Name { get; } = new(['/', '/'], true);

    /// <summary>This character alone.</summary>
    public static PatternPlace Of(int character) => new([character, character], false);

    /// <summary>Whether a character can be here.</summary>
    public bool Takes(int character)
    {
        for (var i = 0; i < Ranges.Count; i += 2)
        {
            if (character >= Ranges[i] && character <= Ranges[i + 1]) return !IsNot;
        }

        return IsNot;
    }
}
