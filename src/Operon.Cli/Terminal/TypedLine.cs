namespace Operon.Cli.Terminal;

/// <summary>What came of asking for a line.</summary>
/// <param name="Text">The line; null if there is none.</param>
/// <param name="IsGivenUp">Whether there is none because it was given up with Ctrl-C, and not because the input ended.</param>
internal readonly record struct TypedLine(string? Text, bool IsGivenUp = false);
