using System.CommandLine;

namespace Operon.Cli.Commands;

/// <summary><c>op …</c>: looks after ops.</summary>
internal static class OpCommand
{
    public static Command Build(Surroundings surroundings) => new("op", "Look after ops") 
    {
        OpCreateCommand.Build(surroundings),
        OpInstallCommand.Build(surroundings),
        OpKillCommand.Build(surroundings),
        OpValidateCommand.Build(surroundings),
    };
}
