using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Releases.Sdk.Functions;

/// <summary>Whether a function can be called with certain inputs, and how (releases, sections 2.5, 11.3).</summary>
internal static class TaskParameters
{
    private const string Context = "ctx";

    /// <summary>The function of an argument.</summary>
    /// <exception cref="SdkError">It is none that a file defines.</exception>
    public static Function Function(string caller, in Value value) =>
        value.As<Function>() ?? throw new SdkError(
            value.As<Callable>() is null ? SdkRules.BadArgument : SdkRules.LostFunction, $"{caller}: expected a function, got {value}, {SdkError.WithArticle(value.TypeName)}", "a function that is defined by def at the top of a file");

    /// <summary>Whether it takes all its inputs in one parameter.</summary>
    public static bool TakesContext(Function function)
    {
        var parameters = function.Parameters;
        return parameters is [{ Name: Context, Kind: FunctionParameterKind.Ordinary or FunctionParameterKind.KeywordOnly }]
            || parameters.Where(p => p.Default is null).ToList() is [{ Name: Context, Kind: FunctionParameterKind.Ordinary or FunctionParameterKind.KeywordOnly }];
    }

    /// <summary>Whether it has a parameter for an input.</summary>
    public static bool Names(Function function, string input) => function.Parameters.Any(p => p.Name == input);

    /// <summary>Checks that a function can be called with its inputs.</summary>
    /// <param name="function">The function.</param>
    /// <param name="inputs">The names of the inputs.</param>
    /// <param name="takesAll">Whether each input has to be a parameter.</param>
    /// <exception cref="SdkError">It cannot.</exception>
    public static void Check(Function function, IEnumerable<string> inputs, bool takesAll = true)
    {
        if (TakesContext(function)) return;
        var given = inputs.ToHashSet(StringComparer.Ordinal);
        var parameters = function.Parameters;
        if (parameters.FirstOrDefault(p => p.Kind is FunctionParameterKind.Rest or FunctionParameterKind.RestByName) is { } rest)
        {
            throw Wrong(function, $"function parameter '{rest.Name}' takes what is left over", "a parameter for each input, or the one parameter ctx");
        }

        if (takesAll && given.FirstOrDefault(i => parameters.All(p => p.Name != i)) is { } surplus)
        {
            var nearest = Operon.Text.Spelling.Suggestion.For(surplus, parameters.Select(p => p.Name));
            throw Wrong(function, $"the input '{surplus}' is not a parameter", nearest is null ? $"a parameter '{surplus}', or no such input" : $"the input '{nearest}'?");
        }

        if (parameters.FirstOrDefault(p => p.Default is null && !given.Contains(p.Name)) is { } missing)
        {
            throw Wrong(function, $"the parameter '{missing.Name}' is not present in inputs and has no default value", $"inputs={{\"{missing.Name}\": …}}, or a default: {missing.Name}=…");
        }
    }

    private static SdkError Wrong(Function function, string problem, string expected) =>
        new(SdkRules.BadParameters, $"{problem}: function '{function.Name}', defined at {function.File}:{function.Position}", expected);
}
