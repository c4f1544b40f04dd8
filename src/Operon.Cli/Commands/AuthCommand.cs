using System.CommandLine;

namespace Operon.Cli.Commands;

/// <summary><c>auth …</c>: looks after the logins of registries and of hosts of ops.</summary>
internal static class AuthCommand
{
    public static Command Build(Surroundings surroundings) => new("auth", "Look after logins")
    {
        AuthAddCommand.Build(surroundings),
        AuthListCommand.Build(surroundings),
        AuthRemoveCommand.Build(surroundings),
    };
}
