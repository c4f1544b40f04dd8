using System.CommandLine;
using System.CommandLine.Help;
using Operon.Cli.Arguments;

namespace Operon.Cli.Completion;

/// <summary>
/// Finds the words that may stand where the cursor is, from the commands themselves. Nothing is started, made or written, and no
/// problem is told: who is typing has not asked for anything yet.
/// </summary>
internal sealed class Completer
{
    private readonly CompletionContext context;
    private readonly List<string> arguments = [];
    private readonly List<GivenOption> options = [];
    private RootCommand root = null!;
    private Command command = null!;
    private Option? open;
    private bool isPastOptions;

    private Completer(CompletionContext context) => this.context = context;

    /// <summary>What a word may become.</summary>
    /// <param name="before">The words before it, without the program's name.</param>
    /// <param name="word">What there is of it; may be empty.</param>
    /// <param name="context">For whom.</param>
    /// <returns>Words that begin with <paramref name="word"/>, in the order in which they are shown.</returns>
    public static IEnumerable<Candidate> Complete(IReadOnlyList<string> before, string word, CompletionContext context)
    {
        // The names of commands need no command.
        if (before.Count == 0 && !word.StartsWith('-')) return Beginning([.. CommandLine.Visible.Select(c => new Candidate(c.Name, c.Description))], word);
        var completer = new Completer(context);
        completer.Follow(before);
        return Beginning(completer.Find(word), word);
    }

    private static IEnumerable<Candidate> Beginning(IEnumerable<Candidate> candidates, string word) =>
        candidates.Where(c => c.Value.StartsWith(word, StringComparison.Ordinal) && !c.Value.Any(char.IsControl)).DistinctBy(c => c.Value);

    private void Follow(IReadOnlyList<string> words)
    {
        root = CommandLine.Root(words, context.Surroundings);
        command = root;
        foreach (var word in words)
        {
            if (open is { } option)
            {
                options.Add(new GivenOption(option, word));
                open = null;
            }
            else if (isPastOptions || !FlagWords.IsOption(word)) Argument(word);
            else if (word == "--") isPastOptions = true;
            else if (FlagWords.Find(word, [command, root]) is { } named)
            {
                if (FlagWords.NeedsNext(word, named)) open = named;
                else options.Add(new GivenOption(named, FlagWords.Split(word).Value ?? ""));
            }
        }
    }

    private void Argument(string word)
    {
        if (!isPastOptions && arguments.Count == 0 && command.Subcommands.FirstOrDefault(c => c.Name == word) is { } inner) command = inner;
        else arguments.Add(word);
    }

    private IEnumerable<Candidate> Find(string word)
    {
        if (open is { } option) return Values(option, word);
        if (!isPastOptions && word.StartsWith('-')) return Attached(word) ?? Options(word);
        if (command.Subcommands.Count > 0) return arguments.Count > 0 ? [] : command.Subcommands.Where(c => !c.Hidden).Select(c => new Candidate(c.Name, c.Description));

        if (Next() is { } argument)
        {
            var kind = ValueKinds.Of(argument);
            return ValueKinds.Find(kind, argument, word, Here([])).Where(c => !arguments.Contains(c.Value));
        }

        return word.Length == 0 && !isPastOptions ? Options("--") : [];
    }

    // The argument that the next word is, if there is one left.
    private Argument? Next()
    {
        var left = arguments.Count;
        foreach (var argument in command.Arguments)
        {
            if (left < argument.Arity.MaximumNumberOfValues) return argument;
            left -= argument.Arity.MaximumNumberOfValues;
        }

        return null;
    }

    // --name=VALUE, -nVALUE, -n=VALUE; null when the word is no more than a name.
    private IEnumerable<Candidate>? Attached(string word)
    {
        if (word.Length < 3 || FlagWords.Split(word).Value is not { } value || FlagWords.Find(word, [command, root]) is not { } option) return null;
        var name = word[..^value.Length];
        return Values(option, value).Select(c => c with { Value = name + c.Value });
    }

    private IEnumerable<Candidate> Options(string word)
    {
        foreach (var option in command.Options.Concat(command is RootCommand ? [] : root.Options.Where(o => o.Recursive)))
        {
            if (option.Hidden || (option.Arity.MaximumNumberOfValues < 2 && options.Exists(o => o.Option == option))) continue;
            var description = OptionVariables.Split(option.Description).Text;
            if (option.Name.StartsWith("--", StringComparison.Ordinal)) yield return new Candidate(option.Name, description);

            // Short names are for those who know them.
            foreach (var alias in option.Aliases.Where(a => a == word)) yield return new Candidate(alias, description);
        }
    }

    private IEnumerable<Candidate> Values(Option option, string word)
    {
        var given = options.Where(o => o.Option == option).Select(o => o.Value).ToList();
        if (option is HelpOption or VersionOption) return [];
        if (option.ValueType == typeof(bool)) return [new Candidate("true"), new Candidate("false")];
        var kind = ValueKinds.Of(option);
        return ValueKinds.Find(kind, option, word, Here(given)).Where(c => !given.Contains(c.Value));
    }

    private CompletionContext Here(IReadOnlyList<string> given) => context with
    {
        Command = CommandLine.PathOf(command),
        Arguments = arguments,
        Given = given,
        DataDir = options.LastOrDefault(o => o.Option.Name == GlobalOptions.DataDirName)?.Value,
    };

    private sealed record GivenOption(Option Option, string Value);
}
