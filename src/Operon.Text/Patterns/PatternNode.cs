namespace Operon.Text.Patterns;

/// <summary>A part of a parsed pattern. Groups and greed leave no trace: they do not change whether a text matches.</summary>
internal abstract record PatternNode
{
    public static readonly PatternNode Empty = new Sequence([]);

    /// <summary>One character of a set.</summary>
    public sealed record One(RuneSet Set) : PatternNode;

    /// <summary>One after the other.</summary>
    public sealed record Sequence(IReadOnlyList<PatternNode> Items) : PatternNode;

    /// <summary>Any of them.</summary>
    public sealed record Choice(IReadOnlyList<PatternNode> Items) : PatternNode;

    /// <summary>Several times; <paramref name="Max"/> is -1 for any number of times.</summary>
    public sealed record Repeat(PatternNode Item, int Min, int Max) : PatternNode;

    /// <summary>A condition on the place between two characters.</summary>
    public sealed record Assertion(Boundary Where) : PatternNode;
}
