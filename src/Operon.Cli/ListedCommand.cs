using System.CommandLine;

namespace Operon.Cli;

/// <summary>A command as lists show it, which need not build it. No tuple: code for lists of those is not compiled ahead, and each start would pay for it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Build">Makes it with all its parts.</param>
internal sealed record ListedCommand(string Name, string Description, Func<Surroundings, Command> Build);
