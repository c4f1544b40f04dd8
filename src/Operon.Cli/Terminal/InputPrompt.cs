using System.Text;
using Operon.Opspec.Binding;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Values;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>Asks for inputs of an op: with their description, type and constraints, and with why the last answer was refused.</summary>
/// <param name="surroundings">The terminal.</param>
/// <param name="mask">Hides secrets in what is shown.</param>
internal sealed class InputPrompt(Surroundings surroundings, Func<Diagnostic, Diagnostic> mask) : IDisposable
{
    private const int LongestLine = 1000;
    private readonly Prompt prompt = new(surroundings);

    /// <summary>Asks for one.</summary>
    /// <param name="input">The input.</param>
    /// <param name="refused">What was wrong with the value before; empty when there was none.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The answer; null when there will be none.</returns>
    public async Task<string?> AskAsync(ParameterDeclaration input, IReadOnlyCollection<Diagnostic> refused, CancellationToken cancellation)
    {
        if (refused.Count > 0)
        {
            await surroundings.Error.WriteLineAsync($"invalid value for '{Visible(input.Name)}'");
            DiagnosticPrinter.Print(refused.Select(mask), surroundings);
        }

        var question = new StringBuilder().Append($"Please provide '{Visible(input.Name)}'\n");
        foreach (var line in (input.Description ?? "").TrimEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)) question.Append($"  {Visible(line.TrimEnd('\r'))}\n");
        question.Append($"  {ArgumentBinder.TypeName(input.Type)}");
        if (input.Constraints is { } constraints) question.Append($": {Visible(ValueJson.Write(PlainData.Of(constraints)).ToString())}");
        if (input.Default is not null) question.Append("; nothing takes the default");
        if (input.IsSecret) question.Append("; what you type is not shown");
        question.Append("\n> ");
        return await prompt.AskAsync(question.ToString(), input.IsSecret, cancellation);
    }

    public void Dispose() => prompt.Dispose();

    private static string Visible(string text) => VisibleText.Of(text, LongestLine);
}
