namespace Operon.Opspec.Schema.Shapes;

/// <summary>A list of alike items.</summary>
internal sealed class ListShape(Shape item) : Shape
{
    /// <inheritdoc/>
    public override Kinds Accepts => Kinds.Array;

    /// <summary>What each item is.</summary>
    public Shape Item => item;
}
