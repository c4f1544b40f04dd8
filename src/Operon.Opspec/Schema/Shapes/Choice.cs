namespace Operon.Opspec.Schema.Shapes;

/// <summary>Properties of which exactly one, or at least one, must be there.</summary>
/// <param name="Noun">What the choice decides: <c>type</c>.</param>
/// <param name="Plural">The same for several: <c>types</c>.</param>
/// <param name="Names">The properties.</param>
internal sealed record Choice(string Noun, string Plural, params string[] Names)
{
    /// <summary>Whether more than one may be there.</summary>
    public bool AllowsSeveral { get; init; }
}
