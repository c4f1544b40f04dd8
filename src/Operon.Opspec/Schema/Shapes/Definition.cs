namespace Operon.Opspec.Schema.Shapes;

/// <summary>A shape with a name, for what is used in several places or contains itself.</summary>
/// <param name="name">Its name in the schema of editors.</param>
/// <param name="accepts">The kinds of its body.</param>
internal sealed class Definition(string name, Kinds accepts) : Shape
{
    /// <inheritdoc/>
    public override Kinds Accepts => accepts;

    /// <summary>Its name in the schema of editors.</summary>
    public string Name => name;

    /// <summary>The shape itself; set once, after everything it needs exists.</summary>
    public Shape Body { get; set; } = null!;
}
