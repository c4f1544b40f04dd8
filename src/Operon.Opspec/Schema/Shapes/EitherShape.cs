namespace Operon.Opspec.Schema.Shapes;

/// <summary>One of several shapes; the kind of the node decides which, so no kind is in two of them.</summary>
internal sealed class EitherShape : Shape
{
    /// <summary>Takes the alternatives.</summary>
    public EitherShape(params Shape[] alternatives)
    {
        Alternatives = alternatives;
        foreach (var alternative in alternatives) Accepts |= alternative.Accepts;
    }

    /// <inheritdoc/>
    public override Kinds Accepts { get; }

    /// <summary>The alternatives.</summary>
    public Shape[] Alternatives { get; }

    /// <summary>The alternative for a node of that kind, or null.</summary>
    public Shape? For(Kinds kind)
    {
        foreach (var alternative in Alternatives)
        {
            if ((alternative.Accepts & kind) != Kinds.None) return alternative;
        }

        return null;
    }
}
