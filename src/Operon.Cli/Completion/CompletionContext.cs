namespace Operon.Cli.Completion;

/// <summary>Where and for whom words are completed.</summary>
/// <param name="Surroundings">The working directory, variables and clock.</param>
/// <param name="IsDescribed">Whether descriptions are shown; what is only read for them is left out otherwise.</param>
/// <param name="Deadline">When to give what was found so far.</param>
internal sealed record CompletionContext(Surroundings Surroundings, bool IsDescribed, Deadline Deadline)
{
    /// <summary>What <c>--data-dir</c> says among the words.</summary>
    public string? DataDir { get; init; }

    /// <summary>The command, as in <c>runs kill</c>.</summary>
    public string Command { get; init; } = "";

    /// <summary>The words that are arguments of the command so far.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What the option that is completed was given already.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];
}
