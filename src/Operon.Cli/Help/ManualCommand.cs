using System.CommandLine;
using System.Globalization;
using Operon.Cli.Terminal;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Help;

/// <summary><c>man [COMMAND]</c>: a manual page on standard output, as <c>man -l -</c> reads it. For packages and the curious, so help does not list it.</summary>
internal static class ManualCommand
{
    public const string Name = "man";

    /// <summary>Prints the page of the program or of one of its commands.</summary>
    public static int Run(IReadOnlyList<string> words, Surroundings surroundings)
    {
        Command at = CommandLine.Root(words, surroundings);
        foreach (var word in words)
        {
            if (at.Subcommands.FirstOrDefault(c => c.Name == word) is { } inner) at = inner;
            else
            {
                DiagnosticPrinter.Print(new Diagnostic(CliRules.Usage, $"there is no manual page of '{string.Join(' ', words)}'") { Expected = "nothing, or a command", Fix = "write operon man run" }, surroundings);
                return 1;
            }
        }

        using var text = HelpAction.Writer(surroundings.Output);
        new ManualPage(text, Date(surroundings)).Write(CommandPage.Of(at, "operon"));
        return 0;
    }

    // Whoever builds packages wants the same page of the same program each time, and says so by this variable.
    private static DateTimeOffset Date(Surroundings surroundings) =>
        long.TryParse(surroundings.Variable("SOURCE_DATE_EPOCH"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : surroundings.Clock.GetUtcNow();
}
