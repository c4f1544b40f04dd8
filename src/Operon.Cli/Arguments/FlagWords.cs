using System.CommandLine;
using System.CommandLine.Help;

namespace Operon.Cli.Arguments;

/// <summary>
/// Brings a command line into the order and the one form that the parser needs, so that all forms count that opctl takes: options
/// before the command (<c>--no-color run x</c>), values that stand by a short name (<c>-as=v</c>), values that look like options
/// (<c>-p -x</c>), other words for true and false (<c>--no-progress=f</c>).
/// </summary>
internal sealed class FlagWords
{
    private readonly Command root;
    private readonly bool countsPresence;
    private readonly List<Command> chain = [];
    private readonly List<string> path = [];
    private readonly List<string> rest = [];

    /// <summary>Begins with no words.</summary>
    /// <param name="root">The commands; only the first one named needs its own commands and options.</param>
    /// <param name="countsPresence">Whether an option that is true or false is true wherever it stands, whatever is written behind it.</param>
    public FlagWords(Command root, bool countsPresence = false)
    {
        this.root = root;
        this.countsPresence = countsPresence;
        Command = root;
    }

    /// <summary>The command that is meant, as far as the words name one.</summary>
    public Command Command { get; private set; }

    /// <summary>The first option that the command does not have, without a value, which may be secret; null when it has all.</summary>
    public string? Unknown { get; private set; }

    /// <summary>The first word in the place of a command that names none; null where all do. The parser would find a command behind it.</summary>
    public string? Stray { get; private set; }

    /// <summary>The first option that takes no such value; null when there is none.</summary>
    public string? Refused { get; private set; }

    /// <summary>The first word that is no option; null when there is none.</summary>
    public static string? FirstOf(IReadOnlyList<string> words, Command root)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == "--") return null;
            if (!IsOption(words[i])) return words[i];
            if (Find(words[i], [root]) is { } option && NeedsNext(words[i], option)) i++;
        }

        return null;
    }

    /// <summary>The words for the parser.</summary>
    public string[] Arrange(IReadOnlyList<string> words)
    {
        path.Clear();
        rest.Clear();
        chain.Clear();
        var mayName = true;
        var hasHelp = false;
        var i = 0;
        for (; i < words.Count && words[i] != "--"; i++)
        {
            var word = words[i];
            if (!IsOption(word))
            {
                // A command, or an argument; behind the first of those no command comes any more.
                if (mayName && Command.Subcommands.FirstOrDefault(c => c.Name == word || c.Aliases.Contains(word)) is { } inner)
                {
                    Command = inner;
                    chain.Insert(0, inner);
                    path.Add(word);
                }
                else
                {
                    if (mayName && Unknown is null && Command.Subcommands.Count > 0 && Command.Arguments.Count == 0) Stray = word;
                    mayName = false;
                    rest.Add(word);
                }

                continue;
            }

            var option = Find(word, [.. chain, root]);
            if (option is null) Unknown ??= Shown(word);
            else if (option is HelpOption or VersionOption)
            {
                hasHelp = true;
                rest.Add(word);
            }
            else i += Add(word, option, i + 1 < words.Count ? words[i + 1] : null);
        }

        if (hasHelp) Stray = null;
        return [.. path, .. rest, .. words.Skip(i)];
    }

    private int Add(string word, Option option, string? next)
    {
        var (name, value) = Split(word);
        if (option.ValueType == typeof(bool))
        {
            // Spelled out, or the parser would take the next word for its value.
            var truth = value is null ? true : TruthWord.Parse(value);
            if (truth is null) Refused ??= name;
            else rest.Add(truth.Value || countsPresence ? $"{name}=true" : $"{name}=false");
            return 0;
        }

        if (value is null && next is null) rest.Add(word);
        else if ((value ?? next) is { Length: > 0 } given) rest.Add($"{name}={given}");
        else rest.AddRange([name, ""]);
        return value is null && next is not null ? 1 : 0;
    }

    /// <summary>Whether a word is an option by its looks.</summary>
    internal static bool IsOption(string word) => word.Length > 1 && word[0] == '-';

    /// <summary>Whether the value of an option is the next word.</summary>
    internal static bool NeedsNext(string word, Option option) => option is not (HelpOption or VersionOption) && option.ValueType != typeof(bool) && Split(word).Value is null;

    /// <summary>The option that a word names; null when none of the commands has it.</summary>
    internal static Option? Find(string word, ReadOnlySpan<Command> commands)
    {
        var (name, _) = Split(word);
        foreach (var command in commands)
        {
            if (command.Options.FirstOrDefault(o => o.Name == name || o.Aliases.Contains(name)) is { } option) return option;
        }

        return null;
    }

    /// <summary>A name, and the value that stands by it. A short name has one letter, and what follows is its value.</summary>
    internal static (string Name, string? Value) Split(string word)
    {
        if (!word.StartsWith("--", StringComparison.Ordinal)) return (word[..2], word.Length > 2 ? word[(word[2] == '=' ? 3 : 2)..] : null);
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]);
    }

    private static string Shown(string word) => Split(word).Name;
}
