namespace Operon.Cli.Completion;

/// <summary>A word that may be meant.</summary>
/// <param name="Value">The whole word, not quoted.</param>
/// <param name="Description">What it is, in one line; null for nothing to say.</param>
/// <param name="IsWhole">Whether the word ends with it; not so a directory on the way to something, or an input's name without its value.</param>
internal sealed record Candidate(string Value, string? Description = null, bool IsWhole = true);
