using System.Collections.Immutable;
using Operon.Cli.Terminal;
using Operon.Engine.Runs;
using Operon.Opspec.Binding;
using Operon.Opspec.Declarations;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Cli.Arguments;

/// <summary>
/// Where the inputs of the root op come from, in this order: <c>-a</c>, the argument file, an environment variable of the same
/// name, the default (specification, section 3). A value that was given and does not fit is an error; a variable that does not fit
/// may be meant for somebody else, so it is a warning and the default counts. At a terminal, what is missing or refused is asked for.
/// </summary>
/// <param name="words">The values of <c>-a</c>.</param>
/// <param name="argFile">The path of the argument file.</param>
/// <param name="surroundings">Where variables and files are.</param>
/// <param name="secrets">Learns the secret ones.</param>
/// <param name="prompt">Asks; null where nobody is there.</param>
/// <param name="recorded">The inputs of a run that is done again: they count after <c>-a</c> and before all else.</param>
internal sealed class ArgumentSources(IReadOnlyList<string> words, string argFile, Surroundings surroundings, RunSecrets secrets, InputPrompt? prompt = null, RecordedArguments? recorded = null)
{
    // Who is asked for both expects it so, and opctl does it (specification, section 3).
    private const string AfterUsername = "username!";

    // Inputs that a refused word was meant for: that they have no value is no second problem.
    private readonly HashSet<string> meant = new(StringComparer.Ordinal);
    private bool hasGivenUp;

    /// <summary>The inputs; what is wrong with them goes to <paramref name="problems"/>.</summary>
    public async Task<ImmutableDictionary<string, Value>> BindAsync(ParameterDeclarations inputs, RootArgument arguments, DefaultBinder defaults, DiagnosticBag problems, CancellationToken cancellation)
    {
        var given = Given(inputs, problems);
        var file = ArgFile.Read(argFile, surroundings.WorkingDirectory, problems);
        var bound = ImmutableDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var input in inputs.OrderBy(i => i.Name == "password" ? AfterUsername : i.Name, StringComparer.Ordinal))
        {
            if (await FindAsync(input, given, file, arguments, defaults, problems, cancellation) is { } value) bound[input.Name] = value;
            else if (hasGivenUp) break;
        }

        return bound.ToImmutable();
    }

    private async Task<Value?> FindAsync(
        ParameterDeclaration input,
        Dictionary<string, ByteString> given,
        IReadOnlyDictionary<string, ByteString> file,
        RootArgument arguments,
        DefaultBinder defaults,
        DiagnosticBag problems,
        CancellationToken cancellation)
    {
        var found = new DiagnosticBag();
        if (!given.ContainsKey(input.Name) && recorded?.Find(input.Name, isPath: input.Type is ParameterType.Dir or ParameterType.File) is { } known)
        {
            if (arguments.BindRecorded(input, Learned(input, known), $"run {recorded.Run[..8]}", found) is { } value) return value;
            if (CanAsk(problems)) return await AskAsync(input, arguments, defaults, found, problems, cancellation);
            problems.AddRange(found);
            return null;
        }

        if (given.TryGetValue(input.Name, out var text) || file.TryGetValue(input.Name, out text))
        {
            if (arguments.Bind(input, Learned(input, text), given.ContainsKey(input.Name) ? "-a" : argFile, found) is { } value) return value;
            if (CanAsk(problems)) return await AskAsync(input, arguments, defaults, found, problems, cancellation);
            problems.AddRange(found);
            return null;
        }

        if (surroundings.Variable(input.Name) is { Length: > 0 } variable)
        {
            if (arguments.Bind(input, Learned(input, variable), $"environment variable {input.Name}", found) is { } value) return value;
            problems.Add(new Diagnostic(CliRules.EnvironmentDoesNotFit, $"environment variable '{input.Name}' does not fit the input of its name and was passed over") { Cause = found.First() });
        }

        var isLost = recorded?.Lost.Contains(input.Name) == true;
        if (input.Default is not null && !isLost) return defaults.ValueOf(input, problems);
        if (meant.Contains(input.Name)) return null;
        if (CanAsk(problems)) return await AskAsync(input, arguments, defaults, [], problems, cancellation);
        problems.Add(isLost ? Missing(input) with { Message = $"input '{input.Name}' had a secret value in run {recorded!.Run[..8]}, which is not kept here" } : Missing(input));
        return null;
    }

    // What is wrong already no answer mends.
    private bool CanAsk(DiagnosticBag problems) => prompt is not null && !problems.HasErrors;

    private async Task<Value?> AskAsync(ParameterDeclaration input, RootArgument arguments, DefaultBinder defaults, DiagnosticBag refused, DiagnosticBag problems, CancellationToken cancellation)
    {
        while (await prompt!.AskAsync(input, refused, cancellation) is { } answer)
        {
            if (answer.Length == 0 && input.Default is not null) return defaults.ValueOf(input, problems);
            refused = [];
            if (arguments.Bind(input, Learned(input, answer), "the answer", refused) is { } value) return value;
        }

        hasGivenUp = true;
        problems.Add(Missing(input));
        return null;
    }

    private Diagnostic Missing(ParameterDeclaration input) => new(CliRules.MissingInput, $"input '{input.Name}' has no value", input.NameSpan)
    {
        Expected = ArgumentBinder.TypeName(input.Type),
        Fix = $"pass -a {input.Name}=VALUE, or set it in {argFile}",
    };

    // Before it is bound: what refuses it is shown.
    private ByteString Learned(ParameterDeclaration input, ByteString text)
    {
        if (input.IsSecret && input.Type is not (ParameterType.Dir or ParameterType.File)) secrets.AddText(input.Name, text);
        return text;
    }

    private Dictionary<string, ByteString> Given(ParameterDeclarations inputs, DiagnosticBag problems)
    {
        var given = new Dictionary<string, ByteString>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                meant.Add(word);
                problems.Add(new Diagnostic(CliRules.MalformedArgument, $"-a '{word}' has no '='") { Expected = "-a NAME=VALUE", Fix = $"write -a {word}=VALUE" });
                continue;
            }

            var name = word[..equals];
            if (inputs.Find(name) is null)
            {
                problems.Add(ArgumentBinder.Undeclared(name, inputs, null));
                if (Suggestion.For(name, inputs.Select(i => i.Name)) is { } near) meant.Add(near);
            }
            else given[name] = word[(equals + 1)..];
        }

        return given;
    }
}
