using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Text;

namespace Operon.Cli.Commands;

/// <summary><c>version</c>, and the option of the same meaning.</summary>
internal static class VersionCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var command = new Command("version", "Print the version");
        if (surroundings.IsOcuroot) command.Add(new Argument<string[]>("WORDS") { Arity = ArgumentArity.ZeroOrMore, Hidden = true });
        var said = surroundings.IsOcuroot ? $"Ocuroot version: {Version}" : Version;
        command.SetAction((_, cancellation) => surroundings.Output.WriteAsync(Encoding.UTF8.GetBytes(said + "\n"), cancellation).AsTask());
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
