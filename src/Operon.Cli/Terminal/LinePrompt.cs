namespace Operon.Cli.Terminal;

/// <summary>Asks for a line.</summary>
/// <param name="Text">What stands before it.</param>
/// <param name="Complete">Gives the names that begin so.</param>
/// <param name="History">The lines that were typed before.</param>
internal sealed record LinePrompt(string Text, Func<string, IEnumerable<string>> Complete, LineHistory History);
