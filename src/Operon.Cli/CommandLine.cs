using System.CommandLine;
using System.CommandLine.Parsing;
using Operon.Cli.Commands;
using Operon.Cli.Terminal;
using Operon.Text.Diagnostics;

namespace Operon.Cli;

/// <summary>
/// The commands and how a command line becomes one of them. Of the commands only the chosen one is built in full, because
/// building them all would cost each start more than most commands take.
/// </summary>
internal static class CommandLine
{
    private static readonly (string Name, string Description, Func<Surroundings, Command> Build)[] Commands =
    [
        ("run", "Run an op", RunCommand.Build),
        ("op", "Look after ops", OpCommand.Build),
        ("runs", "Look at past runs", RunsCommand.Build),
        ("doctor", "Tell whether containers run here, and what is missing", DoctorCommand.Build),
        ("image", "Look after the images of this machine", ImageCommand.Build),
    ];

    /// <summary>Runs what the words ask for.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] words, Surroundings surroundings)
    {
        var root = new RootCommand("Operon runs graphs of containers, and releases what they build.");
        foreach (var (name, description, build) in Commands)
        {
            root.Add(words.FirstOrDefault() == name ? build(surroundings) : new Command(name, description));
        }

        if (words.Length == 0) words = ["--help"];
        var parsed = root.Parse(words, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in Problems(parsed, root)) DiagnosticPrinter.Print(problem, surroundings);
            return 1;
        }

        // Signals belong to the commands: what is running must be stopped in order.
        await using var help = new StreamWriter(surroundings.Output, leaveOpen: true);
        var exit = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false, Output = help, Error = surroundings.Error });
        await help.FlushAsync();
        if (surroundings.Output is not StandardStream { Failure: { } lost }) return exit;
        DiagnosticPrinter.Print(lost, surroundings);
        return exit == 0 ? 1 : exit;
    }

    private static IEnumerable<Diagnostic> Problems(ParseResult parsed, RootCommand root)
    {
        var command = parsed.CommandResult.Command;
        var path = command == root ? "operon" : $"operon {string.Join(' ', Path(parsed.CommandResult))}";
        var help = $"{path} --help lists what there is";
        if (parsed.UnmatchedTokens.Count > 0)
        {
            var word = parsed.UnmatchedTokens[0];
            var known = word.StartsWith('-')
                ? command.Options.SelectMany(o => o.Aliases.Append(o.Name))
                : command.Subcommands.Select(c => c.Name);
            var near = Operon.Text.Spelling.Suggestion.For(word, known);
            yield return new Diagnostic(CliRules.Usage, $"unknown {(word.StartsWith('-') ? "option" : command.Subcommands.Count > 0 ? "command" : "argument")} '{word}' for {path}")
            {
                Fix = near is null ? help : $"write '{near}'; {help}",
            };
            yield break;
        }

        foreach (var error in parsed.Errors) yield return new Diagnostic(CliRules.Usage, error.Message.TrimEnd('.')) { Fix = help };
    }

    private static IEnumerable<string> Path(CommandResult result)
    {
        for (SymbolResult? at = result; at is CommandResult { Command: not RootCommand } command; at = at.Parent) yield return command.Command.Name;
    }
}
