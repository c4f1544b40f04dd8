using System.CommandLine;
using Operon.Cli.Terminal;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Cli.Help;

/// <summary><c>help [COMMAND | TOPIC]</c>: what <c>--help</c> prints, and pages about what concerns several commands.</summary>
internal static class HelpCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var topic = new Argument<string[]>("TOPIC") { Description = "A command, such as 'run' or 'runs ls'; or a topic", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("help", "Explain a command or a topic") { topic };
        command.SetAction(parsed => Run(parsed.GetValue(topic) ?? [], surroundings));
        return command;
    }

    private static int Run(string[] words, Surroundings surroundings)
    {
        if (words is [var name] && HelpTopics.All.Any(t => t.Name == name))
        {
            using var text = HelpAction.Writer(surroundings.Output);
            text.Write(HelpTopics.Read(name).Replace("operon ", surroundings.ProgramName + " ", StringComparison.Ordinal));
            return 0;
        }

        if (Find(words, surroundings).TryGet(out var command, out var error))
        {
            using var text = HelpAction.Writer(surroundings.Output);
            new HelpText(text).Write(CommandPage.Of(command, surroundings.ProgramName));
            return 0;
        }

        DiagnosticPrinter.Print(error, surroundings);
        return 1;
    }

    private static Text.Result<Command> Find(string[] words, Surroundings surroundings)
    {
        Command at = CommandLine.Root(words, surroundings);
        foreach (var word in words)
        {
            if (at.Subcommands.FirstOrDefault(c => c.Name == word) is { } inner)
            {
                at = inner;
                continue;
            }

            var topics = at is RootCommand ? HelpTopics.All.Select(t => t.Name).ToArray() : [];
            var near = Suggestion.For(word, at.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).Concat(topics));
            return new Diagnostic(CliRules.Usage, at is RootCommand ? $"there is no command and no topic '{word}'" : $"unknown command '{word}' for operon {CommandLine.PathOf(at)}")
            {
                Expected = topics.Length == 0 ? null : $"a command, or one of the topics {string.Join(", ", topics)}",
                Fix = near is null ? "operon help lists what there is" : $"write '{near}'; operon help lists what there is",
            };
        }

        return at;
    }
}
