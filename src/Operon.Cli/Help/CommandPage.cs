using System.CommandLine;
using Operon.Cli.Arguments;

namespace Operon.Cli.Help;

/// <summary>What there is to say of a command, taken from the command itself. Help, manual pages and the reference are this in other forms.</summary>
internal sealed record CommandPage
{
    /// <summary>The name of the program.</summary>
    public required string Program { get; init; }

    /// <summary>The name below the program's, as in <c>runs ls</c>; empty for the program itself.</summary>
    public required string Path { get; init; }

    public required string Description { get; init; }

    /// <summary>The words after the name, as in <c>OP_REF [options]</c>.</summary>
    public required string Usage { get; init; }

    public required IReadOnlyList<Term> Arguments { get; init; }

    public required IReadOnlyList<Term> Options { get; init; }

    /// <summary>The options that all commands have.</summary>
    public required IReadOnlyList<Term> Global { get; init; }

    public required IReadOnlyList<Term> Commands { get; init; }

    public required IReadOnlyList<Example> Examples { get; init; }

    public required IReadOnlyList<Term> ExitCodes { get; init; }

    /// <summary>More text, each a paragraph or, where its lines are indented, to be left as it is.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    public string FullName => Path.Length == 0 ? Program : $"{Program} {Path}";

    public static CommandPage Of(Command command, string program)
    {
        var root = command;
        while (root.Parents.OfType<Command>().FirstOrDefault() is { } outer) root = outer;
        var path = CommandLine.PathOf(command);
        var commands = command.Subcommands.Where(c => !c.Hidden).ToList();
        var own = command.Options.Where(o => !o.Hidden && !o.Recursive).Select(Of).ToList();
        return new CommandPage
        {
            Program = program,
            Path = path,
            Description = command.Description ?? "",
            Usage = string.Join(' ', [.. commands.Count > 0 ? ["COMMAND"] : PlacesOf(command), "[options]"]),
            Arguments = [.. command.Arguments.Select(a => new Term(a.Name, a.Description ?? ""))],
            Options = own,
            Global = OptionsOfAll(root),
            Commands = [.. commands.Select(c => new Term(c.Name, c.Description ?? ""))],
            Examples = [.. Help.Examples.Of(path, program)],
            ExitCodes = path == "run" ? Help.ExitCodes.OfRun : Help.ExitCodes.OfOthers,
            Notes = [.. CommandNotes.Of(path, program)],
        };
    }

    private static List<Term> OptionsOfAll(Command root)
    {
        var terms = new List<Term>();
        foreach (var option in root.Options)
        {
            if (!option.Hidden && option.Recursive) terms.Add(Of(option));
        }

        // Not by LINQ, whose sorting is compiled at each start.
        terms.Sort((a, b) => string.CompareOrdinal(SortedBy(a), SortedBy(b)));
        return terms;

        static string SortedBy(Term term) => term.Name.TrimStart('-', 'h', ',');
    }

    private static Term Of(Option option)
    {
        var (text, variables) = OptionVariables.Split(option.Description);
        var names = string.Join(", ", option.Aliases.Append(option.Name));
        var takes = option.ValueType == typeof(bool) || option is System.CommandLine.Help.HelpOption or VersionOption ? "" : $" {Completion.ValueKinds.Of(option)}";
        return new Term(names + takes, text)
        {
            Variables = variables,
            Default = option.HasDefaultValue && option.ValueType == typeof(string) && option.GetDefaultValue() is string { Length: > 0 } value ? value : null,
        };
    }

    /// <summary>The arguments of a command as its usage has them.</summary>
    public static IEnumerable<string> PlacesOf(Command command) => command.Arguments.Select(Placeholder);

    private static string Placeholder(Argument argument)
    {
        var name = argument.Arity.MaximumNumberOfValues > 1 ? argument.Name + "…" : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }
}
