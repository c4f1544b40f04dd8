using System.CommandLine;
using System.Runtime.Versioning;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>state</c>: what is deployed, and what should be.</summary>
[UnsupportedOSPlatform("windows")]
internal static class StateCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var options = new PackageOptions();
        var group = new Command("state", "Look at what is deployed, and set what should be")
        {
            StateGetCommand.Build(surroundings),
            StateMatchCommand.Build(surroundings),
            StateDiffCommand.Build(surroundings),
            StateSetCommand.Build(surroundings),
            StateDeleteCommand.Build(surroundings),
            StateApplyCommand.Build(surroundings),
            StateHistoryCommand.Build(surroundings),
            StateViewCommand.Build(surroundings),
        };
        options.AddTo(group);
        return group;
    }
}
