using Operon.Cli.Commands;
using Operon.Host.Files;

namespace Operon.Cli.Completion;

/// <summary>References to ops: the names that <c>ls</c> shows of those below <c>.opspec</c>; and paths, where one is being typed or no name fits.</summary>
internal static class OpCandidates
{
    private const string OpFile = "op.yml";
    private const string Scheme = "file://";
    private const int MostLooked = 20_000;
    private const int MostFound = 2000;
    private const int MostDescribed = 60;

    public static IEnumerable<Candidate> Find(string word, CompletionContext context)
    {
        if (context.Command == "op install") return Repositories(word, context);
        var names = word.StartsWith('/') || word.StartsWith('.') || word.StartsWith('~') ? [] : Names(word, context);
        return names.Count > 0 ? names : Paths(word, context);
    }

    // Installed is a repository of this machine, at a tag.
    private static IEnumerable<Candidate> Repositories(string word, CompletionContext context) => word.StartsWith(Scheme, StringComparison.Ordinal)
        ? PathCandidates.Find(word[Scheme.Length..], context, hasFiles: false).Select(c => c with { Value = Scheme + c.Value })
        : [new Candidate($"{Scheme}/", "a repository of this machine, as file:///PATH#TAG", IsWhole: false)];

    private static List<Candidate> Names(string word, CompletionContext context)
    {
        var root = Path.Combine(context.Surroundings.WorkingDirectory, OpLookup.Folder);
        var found = new List<FoundOp>();
        var looked = 0;
        var open = new Stack<string>([root]);
        while (open.TryPop(out var at) && looked < MostLooked && found.Count < MostFound && !context.Deadline.HasPassed)
        {
            try
            {
                foreach (var entry in new DirectoryInfo(at).EnumerateFileSystemInfos())
                {
                    if (++looked == MostLooked) break;
                    if (entry is DirectoryInfo { LinkTarget: null } && LeadsTo(entry.FullName[(root.Length + 1)..], word)) open.Push(entry.FullName);
                    else if (entry.Name == OpFile && entry is FileInfo && at != root && at[(root.Length + 1)..] is var name && name.StartsWith(word, StringComparison.Ordinal)) found.Add(new FoundOp(name, at));
                }
            }
            catch (Exception e) when (FileFailure.Covers(e))
            {
                // What cannot be read offers nothing.
                continue;
            }
        }

        var isDescribed = context.IsDescribed && found.Count <= MostDescribed;
        return [.. found.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => new Candidate(f.Name, isDescribed ? Description(f.Folder, context) : null))];
    }

    // Whether what is below a folder can begin with the word.
    private static bool LeadsTo(string folder, string word) => folder.StartsWith(word, StringComparison.Ordinal) || word.StartsWith(folder + "/", StringComparison.Ordinal);

    private static IEnumerable<Candidate> Paths(string word, CompletionContext context)
    {
        foreach (var directory in PathCandidates.Find(word, context, hasFiles: false))
        {
            // An op may have others inside, which who wants them gets by typing the slash.
            var folder = PathCandidates.Folder(directory.Value, context.Surroundings);
            yield return File.Exists(Path.Combine(folder, OpFile)) ? new Candidate(directory.Value.TrimEnd('/'), context.IsDescribed ? Description(folder, context) : null) : directory;
        }
    }

    private static string? Description(string folder, CompletionContext context) =>
        context.Deadline.HasPassed ? null : OneLine.Of(OpDescription.Glance(Path.Combine(folder, OpFile)));

    private sealed record FoundOp(string Name, string Folder);
}
