namespace Operon.Releases.Planning;

/// <summary>An input without a value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reference">Where its value will come from; null: from nowhere.</param>
public sealed record MissingInput(string Name, string? Reference);
