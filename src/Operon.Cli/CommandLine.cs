using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Operon.Cli.Arguments;
using Operon.Cli.Commands;
using Operon.Cli.Commands.Releases;
using Operon.Cli.Commands.Releases.Init;
using Operon.Cli.Completion;
using Operon.Cli.Help;
using Operon.Cli.Terminal;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Cli;

/// <summary>
/// The commands and how a command line becomes one of them. Of the commands only the chosen one is built in full, because
/// building them all would cost each start more than most commands take.
/// </summary>
internal static class CommandLine
{
    /// <summary>The commands that help lists, in its order.</summary>
    public static readonly ImmutableArray<ListedCommand> Visible =
    [
        new("run", "Run an op", RunCommand.Build),
        new("ls", "List ops", ListCommand.Build),
        new("op", "Look after ops", OpCommand.Build),
        new("runs", "Look at past runs", RunsCommand.Build),
        new("release", "Make releases of packages, and look after them", ReleaseCommand.Build),
        new("state", "Look at what is deployed, and set what should be", StateCommand.Build),
        new("work", "Find what there is to do, and do it", WorkCommand.Build),
        new("init", "Write the first files of a repository with releases", InitCommand.Build),
        new("push", "Release what has changed since the last push", PushCommand.Build),
        new("preview", "Show in a browser what a package file declares", PreviewCommand.Build),
        new("repl", "Evaluate what is typed, or an expression, with the names of package files", ReplCommand.Build),
        new("find-deploys", "List what is deployed from a range of commits", FindDeploysCommand.Build),
        new("events", "Show what all runs did and do", EventsCommand.Build),
        new("auth", "Look after logins", AuthCommand.Build),
        new("image", "Look after the images of this machine", ImageCommand.Build),
        new("starlark", "Run Starlark programs", StarlarkCommand.Build),
        new("doctor", "Tell whether containers run here, and what is missing", DoctorCommand.Build),
        new("completion", "Let a shell complete commands, ops, inputs and runs", CompletionCommand.Build),
        new("help", "Explain a command or a topic", HelpCommand.Build),
        new("version", "Print the version", VersionCommand.Build),
    ];

    /// <summary>Runs what the words ask for.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] words, Surroundings surroundings)
    {
        if (words is [CompleteCommand.Name, .. var typed]) return CompleteCommand.Run(typed, surroundings);
        if (words is [ManualCommand.Name, .. var manual]) return ManualCommand.Run(manual, surroundings);
        var root = Root(words, surroundings);
        var flags = new FlagWords(root, countsPresence: surroundings.IsOcuroot);
        var arranged = flags.Arrange(words);
        if (words.Length == 0 || IsGroupForHelp(flags, surroundings)) arranged = [.. arranged.Take(Names(flags.Command).Count), "--help"];
        else if (flags.Stray is { } stray)
        {
            DiagnosticPrinter.Print(UnknownCommand(stray, flags.Command), surroundings);
            return 1;
        }

        else if (flags.Unknown is { } unknown)
        {
            DiagnosticPrinter.Print(UnknownOption(unknown, flags.Command, root), surroundings);
            return 1;
        }

        else if (flags.Refused is { } refused)
        {
            DiagnosticPrinter.Print(new Diagnostic(CliRules.Usage, $"the value of {refused} is neither true nor false") { Fix = $"write {refused}, {refused}=true or {refused}=false" }, surroundings);
            return 1;
        }

        var parsed = root.Parse(arranged, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in Problems(parsed)) DiagnosticPrinter.Print(problem, surroundings);
            return 1;
        }

        // Signals belong to the commands: what is running must be stopped in order. Nothing waits for another thread here: most commands need none.
        int exit;
        using (var help = new StreamWriter(surroundings.Output, leaveOpen: true))
        {
            exit = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false, Output = help, Error = surroundings.Error });
        }

        if (surroundings.Output is not StandardStream { Failure: { } lost }) return exit;
        DiagnosticPrinter.Print(lost, surroundings);
        return exit == 0 ? 1 : exit;
    }

    /// <summary>The root, with all its options, and of the commands the one that is named in full.</summary>
    /// <param name="words">What is typed.</param>
    /// <param name="surroundings">Where.</param>
    public static RootCommand Root(IReadOnlyList<string> words, Surroundings surroundings)
    {
        var root = new RootCommand("Operon runs graphs of containers, and releases what they build.");
        root.Options.Clear();
        root.Add(HelpAction.Option(surroundings));
        if (!surroundings.IsOcuroot) root.Add(VersionCommand.Option());
        GlobalOptions.AddTo(root, surroundings);
        var first = FlagWords.FirstOf(words, root);
        foreach (var command in Visible) root.Add(first == command.Name ? command.Build(surroundings) : new Command(command.Name, command.Description));
        return root;
    }

    /// <summary>The name of a command below the program's, such as <c>runs ls</c>; empty for the root.</summary>
    public static string PathOf(Command command) => string.Join(' ', Names(command));

    // opctl answers a group without a command that it knows with help and success, on which scripts may rely.
    private static bool IsGroupForHelp(FlagWords flags, Surroundings surroundings) =>
        (surroundings.IsOpctl || surroundings.IsOcuroot) && flags.Unknown is null && flags.Command is not RootCommand && flags.Command.Subcommands.Count > 0;

    private static Diagnostic UnknownOption(string name, Command command, RootCommand root)
    {
        var near = Suggestion.For(name, command.Options.Concat(root.Options).SelectMany(o => o.Aliases.Append(o.Name)));
        var help = HelpOf(command);
        return new Diagnostic(CliRules.Usage, $"unknown option '{name}' for {NameOf(command)}") { Fix = near is null ? help : $"write '{near}'; {help}" };
    }

    private static Diagnostic UnknownCommand(string word, Command command)
    {
        var near = Suggestion.For(word, command.Subcommands.Select(c => c.Name));
        return new Diagnostic(CliRules.Usage, $"unknown command '{word}' for {NameOf(command)}") { Fix = near is null ? HelpOf(command) : $"write '{near}'; {HelpOf(command)}" };
    }

    private static IEnumerable<Diagnostic> Problems(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens.Count == 0)
        {
            foreach (var error in parsed.Errors)
            {
                var near = Nearest(error.SymbolResult);
                yield return new Diagnostic(CliRules.Usage, string.Join(' ', error.Message.TrimEnd('.').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))) { Fix = near is null ? HelpOf(command) : $"write '{near}'; {HelpOf(command)}" };
            }

            yield break;
        }

        var word = parsed.UnmatchedTokens[0];
        if (command.Subcommands.Count > 0)
        {
            yield return UnknownCommand(word, command);
        }
        else
        {
            // Where a password may stand, a word in the wrong place may be one.
            var said = command.Options.Any(o => o.Name == "--password") ? "an argument" : $"the argument '{word}'";
            yield return new Diagnostic(CliRules.Usage, $"{said} is too many for {NameOf(command)}") { Expected = string.Join(' ', CommandPage.PlacesOf(command).Prepend(NameOf(command))), Fix = HelpOf(command) };
        }
    }

    // Of a word that has to be one of several.
    private static string? Nearest(SymbolResult? refused)
    {
        Symbol? symbol = refused switch { ArgumentResult argument => argument.Argument, OptionResult option => option.Option, _ => null };
        if (symbol is null) return null;
        var known = symbol.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(c => c.Label).ToList();
        return refused!.Tokens.Select(t => t.Value).Where(w => !known.Contains(w)).Select(w => Suggestion.For(w, known)).FirstOrDefault(near => near is not null);
    }

    private static string HelpOf(Command command) => $"{NameOf(command)} --help lists what there is";

    private static string NameOf(Command command) => string.Join(' ', Names(command).Prepend("operon"));

    private static Stack<string> Names(Command command)
    {
        var path = new Stack<string>();
        for (var at = command; at is not RootCommand; at = at.Parents.OfType<Command>().First()) path.Push(at.Name);
        return path;
    }
}
