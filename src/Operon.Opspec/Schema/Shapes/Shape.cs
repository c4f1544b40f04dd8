namespace Operon.Opspec.Schema.Shapes;

/// <summary>
/// What may stand at a place of an op.yml. The shapes are the only description of the language's structure: the checker
/// walks a tree along them, the schema for editors is written from them.
/// </summary>
internal abstract class Shape
{
    /// <summary>The kinds of node this shape can be. A node of another kind does not fit.</summary>
    public abstract Kinds Accepts { get; }
}
