namespace Operon.Opspec.Schema.Shapes;

/// <summary>A known property of an object.</summary>
/// <param name="Name">Its name; case matters.</param>
/// <param name="Shape">What its value is.</param>
/// <param name="Description">What it means, for people who write ops.</param>
internal sealed record Property(string Name, Shape Shape, string Description)
{
    /// <summary>Whether it must be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What to write instead, where it is accepted for the sake of older ops only.</summary>
    public string? Instead { get; init; }
}
