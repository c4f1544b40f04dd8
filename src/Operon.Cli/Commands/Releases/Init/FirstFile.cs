namespace Operon.Cli.Commands.Releases.Init;

/// <summary>A file that a repository begins with.</summary>
/// <param name="Path">Where, from the folder in which the command runs.</param>
/// <param name="Content">What is in it.</param>
internal sealed record FirstFile(string Path, string Content);
