using System.CommandLine;
using System.Text;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Host;
using Operon.Host.Credentials;
using Operon.Host.Files;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>auth add RESOURCES</c>: keeps a login for a host, or for what begins with a path there. No message holds the password.</summary>
internal static class AuthAddCommand
{
    private const int LongestPassword = 1 << 16;

    public static Command Build(Surroundings surroundings)
    {
        var resource = new Argument<string>("RESOURCES") { Description = "What the login is for: a host, or the beginning of a reference, such as docker.io, ghcr.io/owner or github.com/owner" };
        var username = new Option<string?>("--username", "-u") { Description = "Who logs in", HelpName = "NAME" }.WithVariable("AUTH_ADD_USERNAME", surroundings);
        var password = new Option<string?>("--password", "-p") { Description = "The password or token; others on this machine may see it, so better leave it out and be asked", HelpName = "TEXT" };
        password.Mention("AUTH_ADD_PASSWORD");
        var fromInput = new Option<bool>("--password-stdin") { Description = "Read the password from standard input" };
        var command = new Command("add", "Keep a login for a registry or a host of ops") { resource, username, password, fromInput };
        command.Validators.Add(result =>
        {
            if (result.GetResult(password) is not null && result.GetValue(fromInput)) result.AddError("of --password and --password-stdin only one can be given");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var variable = OptionVariables.Find("AUTH_ADD_PASSWORD", surroundings);
            var given = parsed.GetValue(password);
            if (!(await LoginAsync(parsed.GetValue(username), given ?? (parsed.GetValue(fromInput) ? null : variable), parsed.GetValue(fromInput), surroundings, cancellation)).TryGet(out var login, out var error)
                || !DataDirectory.Choose(parsed.DataDir(), surroundings.Variable, surroundings.WorkingDirectory).TryGet(out var data, out error)
                || (error = data.Refusal() ?? await new LoginStore(data.Logins, surroundings.Clock).AddAsync(parsed.GetRequiredValue(resource), login, cancellation)) is not null)
            {
                DiagnosticPrinter.Print(error, surroundings);
                return 1;
            }

            return 0;
        });
        return command;
    }

    private static async Task<Result<Login>> LoginAsync(string? username, string? password, bool isFromInput, Surroundings surroundings, CancellationToken cancellation)
    {
        if (isFromInput)
        {
            if (!Read(surroundings.Input).TryGet(out password, out var error)) return error;
            if (password.Length == 0) return Missing("password", "--password-stdin");
        }
        else if (surroundings is { IsTerminal: true, IsInputTerminal: true } && (password is null || username is null))
        {
            using var prompt = new Prompt(surroundings);
            username ??= await prompt.AskAsync("Username: ", isSecret: false, cancellation);
            if (username is not null) password ??= await prompt.AskAsync("Password: ", isSecret: true, cancellation);
        }

        if (password is null) return Missing("password", "--password-stdin");

        // Some hosts take a token with any name.
        return new Login(username ?? "", password);
    }

    private static Result<string> Read(Func<Stream> open)
    {
        try
        {
            var bytes = new byte[LongestPassword + 1];
            var length = open().ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > LongestPassword) return new Diagnostic(CliRules.Usage, "standard input holds more than a password") { Expected = $"at most {LongestPassword} bytes" };

            // What writes a line ends it; that is not part of the password.
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("read", "standard input", e);
        }
        catch (DecoderFallbackException)
        {
            return new Diagnostic(CliRules.Usage, "the password on standard input is not UTF-8");
        }
    }

    private static Diagnostic Missing(string what, string option) => new(CliRules.Usage, $"no {what} is given")
    {
        Expected = "-u NAME and a password",
        Fix = $"give it on standard input with {option}, or start this in a terminal and be asked",
    };
}
