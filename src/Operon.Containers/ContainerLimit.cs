namespace Operon.Containers;

/// <summary>How many containers can be there at once.</summary>
/// <param name="Count">At most so many.</param>
/// <param name="Reason">What they are limited by, such as <c>open files (1,024)</c>.</param>
public sealed record ContainerLimit(int Count, string Reason)
{
    /// <summary>No limit.</summary>
    public static ContainerLimit None { get; } = new(int.MaxValue, "nothing");
}
