using System.Collections.Immutable;
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
/// may be meant for somebody else, so it is a warning and the default counts.
/// </summary>
internal sealed class ArgumentSources(IReadOnlyList<string> words, string argFile, Surroundings surroundings, RunSecrets secrets)
{
    // Inputs that a refused word was meant for: that they have no value is no second problem.
    private readonly HashSet<string> meant = new(StringComparer.Ordinal);

    /// <summary>The inputs; what is wrong with them goes to <paramref name="problems"/>.</summary>
    public ImmutableDictionary<string, Value> Bind(ParameterDeclarations inputs, RootArgument arguments, DefaultBinder defaults, DiagnosticBag problems)
    {
        var given = Given(inputs, problems);
        var file = ArgFile.Read(argFile, surroundings.WorkingDirectory, problems);
        var bound = ImmutableDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var input in inputs.OrderBy(i => i.Name, StringComparer.Ordinal))
        {
            if (Find(input, given, file, arguments, defaults, problems) is { } value) bound[input.Name] = value;
        }

        return bound.ToImmutable();
    }

    private Value? Find(
        ParameterDeclaration input,
        Dictionary<string, ByteString> given,
        IReadOnlyDictionary<string, ByteString> file,
        RootArgument arguments,
        DefaultBinder defaults,
        DiagnosticBag problems)
    {
        if (given.TryGetValue(input.Name, out var word)) return arguments.Bind(input, Learned(input, word), "-a", problems);
        if (file.TryGetValue(input.Name, out var text)) return arguments.Bind(input, Learned(input, text), argFile, problems);
        if (surroundings.Variable(input.Name) is { Length: > 0 } variable)
        {
            var found = new DiagnosticBag();
            if (arguments.Bind(input, Learned(input, variable), $"environment variable {input.Name}", found) is { } value) return value;
            problems.Add(new Diagnostic(CliRules.EnvironmentDoesNotFit, $"environment variable '{input.Name}' does not fit the input of its name and was passed over") { Cause = found.First() });
        }

        if (input.Default is not null) return defaults.ValueOf(input, problems);
        if (meant.Contains(input.Name)) return null;
        problems.Add(new Diagnostic(CliRules.MissingInput, $"input '{input.Name}' has no value", input.NameSpan)
        {
            Expected = ArgumentBinder.TypeName(input.Type),
            Fix = $"pass -a {input.Name}=VALUE, or set it in {argFile}",
        });
        return null;
    }

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
