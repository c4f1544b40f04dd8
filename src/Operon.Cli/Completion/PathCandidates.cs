using Operon.Host.Files;

namespace Operon.Cli.Completion;

/// <summary>Files and directories, one level at a time, as shells complete them.</summary>
internal static class PathCandidates
{
    // Nobody chooses from more, and a directory may have millions.
    private const int MostLooked = 20_000;
    private const int MostFound = 1000;

    /// <summary>What is in the directory that a word names, as far as its last part fits; directories end in a slash.</summary>
    /// <param name="word">A path as it was typed; a leading <c>~/</c> is the home directory.</param>
    /// <param name="context">Where.</param>
    /// <param name="hasFiles">Whether files count too.</param>
    public static IEnumerable<Candidate> Find(string word, CompletionContext context, bool hasFiles)
    {
        var slash = word.LastIndexOf('/') + 1;
        var (typed, beginning) = (word[..slash], word[slash..]);
        var found = new List<Candidate>();
        try
        {
            foreach (var entry in new DirectoryInfo(Folder(typed, context.Surroundings)).EnumerateFileSystemInfos().Take(MostLooked))
            {
                if (found.Count == MostFound || context.Deadline.HasPassed) break;

                // What is hidden is shown to those who begin with a dot.
                if (!entry.Name.StartsWith(beginning, StringComparison.Ordinal) || (entry.Name[0] == '.' && beginning.Length == 0)) continue;
                if (IsDirectory(entry)) found.Add(new Candidate($"{typed}{entry.Name}/", IsWhole: false));
                else if (hasFiles) found.Add(new Candidate(typed + entry.Name));
            }
        }
        catch (Exception e) when (FileFailure.Covers(e) || e is ArgumentException)
        {
            // What cannot be read offers nothing.
            return found;
        }

        return found.OrderBy(c => c.Value, StringComparer.Ordinal);
    }

    /// <summary>The directory that is meant by a path as it was typed.</summary>
    public static string Folder(string typed, Surroundings surroundings)
    {
        if (typed.StartsWith("~/", StringComparison.Ordinal) && surroundings.Home is { } home) typed = Path.Join(home, typed[2..]);
        return Path.Combine(surroundings.WorkingDirectory, typed);
    }

    private static bool IsDirectory(FileSystemInfo entry) => entry is DirectoryInfo || (entry.LinkTarget is not null && Directory.Exists(entry.FullName));
}
