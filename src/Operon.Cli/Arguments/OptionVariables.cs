using System.CommandLine;

namespace Operon.Cli.Arguments;

/// <summary>
/// Environment variables that count where an option is not given: <c>OPERON_RUN_ARG_FILE</c>, and <c>OPCTL_RUN_ARG_FILE</c> for those
/// who come from opctl (specification, section 3). An empty one counts as not set.
/// </summary>
internal static class OptionVariables
{
    /// <summary>What the names of all of them begin with, the first that is set counts.</summary>
    public static readonly string[] Prefixes = ["OPERON_", "OPCTL_"];

    private const string Mentioned = " [";

    /// <summary>The value of the first variable that is set; null when none is.</summary>
    /// <param name="name">The name without its prefix, such as <c>RUN_ARG_FILE</c>.</param>
    /// <param name="surroundings">Where variables are looked up.</param>
    public static string? Find(string name, Surroundings surroundings) => Prefixes.Select(p => surroundings.Variable(p + name)).FirstOrDefault(v => !string.IsNullOrEmpty(v));

    /// <summary>Lets variables give an option its value, and its description say so.</summary>
    /// <param name="option">The option.</param>
    /// <param name="name">The name without its prefix.</param>
    /// <param name="surroundings">Where variables are looked up.</param>
    /// <param name="otherwise">What counts without a variable.</param>
    public static Option<string?> WithVariable(this Option<string?> option, string name, Surroundings surroundings, string? otherwise = null)
    {
        option.Mention(name);
        option.DefaultValueFactory = _ => Find(name, surroundings) ?? otherwise;
        return option;
    }

    /// <summary>The same for an option without a value. What is neither true nor false counts as not set.</summary>
    public static Option<bool> WithVariable(this Option<bool> option, string name, Surroundings surroundings)
    {
        option.Mention(name);
        option.DefaultValueFactory = _ => Find(name, surroundings) is { } text && TruthWord.Parse(text) == true;
        return option;
    }

    /// <summary>Lets the description of an option name its variables.</summary>
    public static void Mention(this Option option, string name) => option.Description += $"{Mentioned}{Prefixes[0]}{name}, {Prefixes[1]}{name}]";

    /// <summary>A description without its variables, and those.</summary>
    public static (string Text, string[] Variables) Split(string? description)
    {
        var at = description?.IndexOf(Mentioned + Prefixes[0], StringComparison.Ordinal) ?? -1;
        return at < 0 ? (description ?? "", []) : (description![..at], description[(at + Mentioned.Length)..^1].Split(", "));
    }
}
