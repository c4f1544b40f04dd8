namespace Operon.Opspec.Schema.Shapes;

/// <summary>An object whose keys are the user's own.</summary>
internal sealed class MapShape(Shape value) : Shape
{
    /// <inheritdoc/>
    public override Kinds Accepts => Kinds.Object;

    /// <summary>What each value is.</summary>
    public Shape Value => value;

    /// <summary>What each key must look like.</summary>
    public TextPattern? Key { get; init; }

    /// <summary>What is said about certain keys that are accepted.</summary>
    public Advice[] KeyAdvice { get; init; } = [];
}
