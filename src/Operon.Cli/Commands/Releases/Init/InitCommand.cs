using System.CommandLine;
using System.Runtime.Versioning;

namespace Operon.Cli.Commands.Releases.Init;

/// <summary><c>init</c>: writes the files that a repository with releases begins with.</summary>
[UnsupportedOSPlatform("windows")]
internal static class InitCommand
{
    public static Command Build(Surroundings surroundings) => new("init", "Write the first files of a repository with releases")
    {
        InitRepoCommand.Build(surroundings),
        InitReleaseCommand.Build(surroundings),
        InitCiCommand.Build(surroundings),
    };
}
