namespace Operon.Cli.Terminal;

/// <summary>An op in a list.</summary>
/// <param name="Reference">How <c>run</c> finds it from the working directory.</param>
/// <param name="Description">What its author says of it; null for nothing.</param>
/// <param name="IsValid">Whether it could be read and follows the schema.</param>
internal sealed record ListedOp(string Reference, string? Description, bool IsValid);
