using System.CommandLine;
using System.Text;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Host;
using Operon.Host.Credentials;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>auth ls</c>: lists the logins that are kept, without their passwords.</summary>
internal static class AuthListCommand
{
    private const int Format = 1;
    private const int LongestLine = 2000;

    public static Command Build(Surroundings surroundings)
    {
        var format = RunsCommand.FormatOptions();
        var command = new Command("ls", "List the logins that are kept, without their passwords") { format.Json, format.Output };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!DataDirectory.Choose(parsed.DataDir(), surroundings.Variable, surroundings.WorkingDirectory).TryGet(out var data, out var error)
                || !new LoginStore(data.Logins, surroundings.Clock).List().TryGet(out var logins, out error))
            {
                DiagnosticPrinter.Print(error, surroundings);
                return 1;
            }

            if (parsed.WantsJson(format))
            {
                await JsonDocumentOutput.WriteAsync(
                    Format,
                    surroundings.Output,
                    json =>
                    {
                        json.WriteStartArray("logins");
                        foreach (var (resource, username) in logins)
                        {
                            json.WriteStartObject();
                            json.WriteString("resource", resource);
                            json.WriteString("username", username);
                            json.WriteEndObject();
                        }

                        json.WriteEndArray();
                    },
                    cancellation);
                return 0;
            }

            var text = new StringBuilder();
            foreach (var (resource, username) in logins) text.Append(VisibleText.Of(username.Length == 0 ? resource : $"{resource} {username}", LongestLine)).Append('\n');
            await surroundings.Output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellation);
            return 0;
        });
        return command;
    }
}
