using Operon.Releases.Documents;

namespace Operon.Cli.Completion;

/// <summary>Package files of releases. Nothing is evaluated to find them, so what is in stores is not offered.</summary>
internal static class PackageCandidates
{
    private const string Suffix = ".ocu.star";

    public static IEnumerable<Candidate> Find(string word, CompletionContext context) =>
        PathCandidates.Find(word, context, hasFiles: true).Where(c => !c.IsWhole || (c.Value.EndsWith(Suffix, StringComparison.Ordinal) && Path.GetFileName(c.Value) != RepositoryConfig.File));
}
