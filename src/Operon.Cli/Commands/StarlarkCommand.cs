using System.CommandLine;

namespace Operon.Cli.Commands;

/// <summary><c>starlark …</c>: runs programs of the language in which releases are configured.</summary>
internal static class StarlarkCommand
{
    public static Command Build(Surroundings surroundings) =>
        new("starlark", "Run Starlark programs") { StarlarkRunCommand.Build(surroundings), StarlarkReplCommand.Build(surroundings) };
}
