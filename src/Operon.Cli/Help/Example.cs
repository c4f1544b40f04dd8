namespace Operon.Cli.Help;

/// <summary>A command line that works.</summary>
/// <param name="Line">What is typed.</param>
/// <param name="Purpose">What it does.</param>
internal sealed record Example(string Line, string Purpose);
