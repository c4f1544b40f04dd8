namespace Operon.Opspec.Schema.Shapes;

/// <summary>A node of certain kinds whose inside is not looked at: a scalar, or an expression of the language.</summary>
internal sealed class ValueShape(Kinds kinds) : Shape
{
    /// <inheritdoc/>
    public override Kinds Accepts => kinds;

    /// <summary>What a text must look like.</summary>
    public TextPattern? Text { get; init; }

    /// <summary>Whether a number must be whole.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The least a number may be.</summary>
    public double? Minimum { get; init; }

    /// <summary>What is said about certain texts that are accepted.</summary>
    public Advice? Advice { get; init; }
}
