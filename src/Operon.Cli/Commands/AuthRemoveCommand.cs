using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Host;
using Operon.Host.Credentials;

namespace Operon.Cli.Commands;

/// <summary><c>auth rm RESOURCES</c>: forgets a login.</summary>
internal static class AuthRemoveCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var resource = new Argument<string>("RESOURCES") { Description = "What the login is for, as 'auth ls' lists it" };
        var command = new Command("rm", "Forget a login") { resource };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (DataDirectory.Choose(parsed.DataDir(), surroundings.Variable, surroundings.WorkingDirectory).TryGet(out var data, out var error)
                && (error = data.Refusal() ?? await new LoginStore(data.Logins, surroundings.Clock).RemoveAsync(parsed.GetRequiredValue(resource), cancellation)) is null) return 0;
            DiagnosticPrinter.Print(error, surroundings);
            return 1;
        });
        return command;
    }
}
