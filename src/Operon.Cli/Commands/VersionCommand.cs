using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Text;
using Operon.Cli.Terminal;

namespace Operon.Cli.Commands;

/// <summary><c>version</c>, and the option of the same meaning.</summary>
internal static class VersionCommand
{
    private const int Format = 1;

    public static Command Build(Surroundings surroundings)
    {
        var format = RunsCommand.FormatOptions();
        var command = new Command("version", "Print the version") { format.Json, format.Output };
        if (surroundings.IsOcuroot) command.Add(new Argument<string[]>("WORDS") { Arity = ArgumentArity.ZeroOrMore, Hidden = true });
        var said = surroundings.IsOcuroot ? $"Ocuroot version: {Version}" : Version;
        command.SetAction((parsed, cancellation) => parsed.WantsJson(format)
            ? JsonDocumentOutput.WriteAsync(Format, surroundings.Output, json => json.WriteString("version", Version), cancellation)
            : surroundings.Output.WriteAsync(Encoding.UTF8.GetBytes(said + "\n"), cancellation).AsTask());
        return command;
    }

    /// <summary>The option; each command that has it needs one of its own.</summary>
    public static Option Option() => new VersionOption("--version", "-v") { Description = "Print the version", Action = new Print() };

    private static string Version => typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    private sealed class Print : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Version);
            return 0;
        }
    }
}
