using System.CommandLine;

namespace Operon.Cli.Commands;

/// <summary><c>image …</c>: looks after the images of this machine.</summary>
internal static class ImageCommand
{
    public static Command Build(Surroundings surroundings) => new("image", "Look after the images of this machine")
    {
        ImageImportCommand.Build(surroundings),
        ImageLoadCommand.Build(surroundings),
    };
}
