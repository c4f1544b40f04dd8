using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Operon.Cli.Arguments;

/// <summary>Options that take a number. They read it themselves: where the parser does, a check of what is no number at all ends the program.</summary>
internal static class NumberOptions
{
    /// <summary>Lets an option take some numbers only, without signs for thousands, whatever the language of the machine.</summary>
    /// <param name="option">The option.</param>
    /// <param name="isRight">Which numbers it takes.</param>
    /// <param name="expected">What it takes, as a sentence that begins with the name of the option.</param>
    public static Option<T?> Takes<T>(this Option<T?> option, Func<T, bool> isRight, string expected)
        where T : struct, INumber<T>
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        option.CustomParser = result =>
        {
            var word = result.Tokens is [.., var last] ? last.Value : "";
            if (T.TryParse(word, Style, CultureInfo.InvariantCulture, out var number) && isRight(number)) return number;
            result.AddError($"{expected}, not '{word}'");
            return null;
        };
        return option;
    }

    /// <summary>Whether an option stands on the command line, with a value or without the one it needs.</summary>
    public static bool IsGiven(this CommandResult command, Option option) => command.GetResult(option) is { Implicit: false };

    /// <summary>The value of an option that takes a text, for checks of a command; null where it has none, which is told elsewhere.</summary>
    public static string? TextOf(this CommandResult command, Option option) => command.GetResult(option) is { Tokens: [.., var last] } ? last.Value : null;
}
