using System.CommandLine;
using System.Runtime.Versioning;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>release</c>: makes releases of packages and looks after them.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ReleaseCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var options = new PackageOptions();
        var group = new Command("release", "Make releases of packages, and look after them")
        {
            ReleaseNewCommand.Build(surroundings, options),
            ReleaseContinueCommand.Build(surroundings, options),
            ReleaseRetryCommand.Build(surroundings, options),
            ReleaseLintCommand.Build(surroundings),
            ReleaseRollbackCommand.Build(surroundings),
            ReleaseListCommand.Build(surroundings),
            ReleasePlanCommand.Build(surroundings),
            ReleaseShowCommand.Build(surroundings),
        };
        options.AddTo(group);
        return group;
    }
}
