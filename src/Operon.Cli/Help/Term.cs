namespace Operon.Cli.Help;

/// <summary>A word and what it means.</summary>
/// <param name="Name">An argument, the names of an option with its value, a command, a code.</param>
/// <param name="Description">What it means.</param>
internal sealed record Term(string Name, string Description)
{
    /// <summary>The environment variables that count where an option is not given, the first before the second.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>What counts where nothing is given; null for nothing.</summary>
    public string? Default { get; init; }
}
