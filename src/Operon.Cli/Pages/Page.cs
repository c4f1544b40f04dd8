namespace Operon.Cli.Pages;

/// <summary>A page.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Body">Its content.</param>
internal sealed record Page(string Title, Html Body)
{
    /// <summary>The status of the answer.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Whether it is loaded again when something changes.</summary>
    public bool Reloads { get; init; }
}
