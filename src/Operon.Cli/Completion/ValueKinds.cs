using System.CommandLine;

namespace Operon.Cli.Completion;

/// <summary>
/// What may be given for an option or argument: what its placeholder in the help stands for, else one of its words where it has some.
/// So a new command completes as soon as it calls its arguments as all others do.
/// </summary>
internal static class ValueKinds
{
    private static readonly Dictionary<string, Func<string, CompletionContext, IEnumerable<Candidate>>> ByPlaceholder = new(StringComparer.Ordinal)
    {
        ["OP_REF"] = OpCandidates.Find,
        ["DIR_REF"] = OpCandidates.Find,
        ["NAME=VALUE"] = InputCandidates.Find,
        ["RUN"] = RunCandidates.Find,
        ["OP_ID"] = RunCandidates.Find,
        ["PATH_OR_ID"] = CallCandidates.Find,
        ["REF"] = (word, context) => context.Command.StartsWith("image", StringComparison.Ordinal) ? ImageCandidates.Find(word, context) : PackageCandidates.Find(word, context),
        ["PACKAGE"] = PackageCandidates.Find,
        ["FILE"] = (word, context) => PathCandidates.Find(word, context, hasFiles: true),
        ["PATH"] = (word, context) => PathCandidates.Find(word, context, hasFiles: true),
        ["TAR"] = (word, context) => PathCandidates.Find(word, context, hasFiles: true),
        ["DIR"] = (word, context) => PathCandidates.Find(word, context, hasFiles: false),
        ["PLATFORM"] = (_, _) => [new Candidate("linux/amd64"), new Candidate("linux/arm64")],
        ["TOPIC"] = TopicCandidates.Find,
    };

    public static string Of(Option option) => option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant();

    public static string Of(Argument argument) => argument.Name;

    /// <summary>What fits.</summary>
    /// <param name="placeholder">What the value is called in the help.</param>
    /// <param name="symbol">The option or argument.</param>
    /// <param name="word">What there is of the value.</param>
    /// <param name="context">Where.</param>
    public static IEnumerable<Candidate> Find(string placeholder, Symbol symbol, string word, CompletionContext context)
    {
        // What a placeholder stands for has no words of its own, and asking for those parses an empty command line.
        return ByPlaceholder.TryGetValue(placeholder, out var find)
            ? find(word, context)
            : symbol.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(c => new Candidate(c.Label));
    }
}
