using Operon.Cli.Commands;
using Operon.Opspec.Declarations;
using Operon.Opspec.Files;
using Operon.Opspec.Schema;
using Operon.Opspec.Syntax;

namespace Operon.Cli.Completion;

/// <summary><c>NAME=VALUE</c>: the inputs of the op that are not given yet, and what fits one of them.</summary>
internal static class InputCandidates
{
    public static IEnumerable<Candidate> Find(string word, CompletionContext context)
    {
        if (context.Arguments is not [var reference, ..] || Inputs(reference, context.Surroundings) is not { } inputs) return [];
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0)
        {
            return inputs.Find(word[..equals]) is { } input
                ? Values(input, word[(equals + 1)..], context).Select(c => c with { Value = $"{input.Name}={c.Value}" })
                : [];
        }

        var given = context.Given.Select(g => g.Split('=', 2)[0]).ToHashSet(StringComparer.Ordinal);
        var (required, optional) = (new List<Candidate>(), new List<Candidate>());
        foreach (var input in inputs)
        {
            if (!given.Contains(input.Name)) (input.Default is null ? required : optional).Add(new Candidate($"{input.Name}=", Description(input), IsWhole: false));
        }

        return required.Concat(optional);
    }

    private static ParameterDeclarations? Inputs(string reference, Surroundings surroundings)
    {
        // The inputs of an op that has mistakes elsewhere are known too.
        if (!OpLookup.Find(Expanded(reference, surroundings), surroundings).TryGet(out var directory, out _)) return null;
        var (files, op) = (OpLookup.Files(surroundings), directory.Append("op.yml"));
        return files.Find(op) == EntryKind.File && files.Read(op).TryGet(out var bytes, out _) ? OpReader.ReadInputs(bytes.Span) : null;
    }

    // The shell does this before the program sees it.
    private static string Expanded(string reference, Surroundings surroundings) => reference.StartsWith("~/", StringComparison.Ordinal) ? PathCandidates.Folder(reference, surroundings) : reference;

    private static string Description(ParameterDeclaration input)
    {
        var type = input.Type.ToString().ToLowerInvariant();
        var said = OneLine.Of(input.Description);
        return $"{type}{(input.Default is null ? ", required" : "")}{(said is null ? "" : $": {said}")}";
    }

    private static IEnumerable<Candidate> Values(ParameterDeclaration input, string word, CompletionContext context)
    {
        if (input.IsSecret) return [];
        return input.Type switch
        {
            ParameterType.Boolean => [new Candidate("true"), new Candidate("false")],
            ParameterType.Dir => PathCandidates.Find(word, context, hasFiles: false),
            ParameterType.File or ParameterType.Socket => PathCandidates.Find(word, context, hasFiles: true),
            _ => input.Constraints?.Find("enum")?.Value is SequenceNode allowed ? allowed.Items.OfType<ScalarNode>().Select(s => new Candidate(s.Text)) : [],
        };
    }
}
