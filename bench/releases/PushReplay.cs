namespace Operon.Releases.Bench;

/// <summary>What git alone takes to push again, one by one, what a command has pushed to a bare repository, on one processor.</summary>
internal sealed class PushReplay
{
    private readonly string remote;
    private readonly string before;
    private readonly Dictionary<string, string> tips;

    private PushReplay(string remote, string before, Dictionary<string, string> tips) => (this.remote, this.before, this.tips) = (remote, before, tips);

    /// <summary>Keeps the repository as it is before the command.</summary>
    public static async Task<PushReplay> BeginAsync(string remote)
    {
        var copy = remote + ".before";
        if (Directory.Exists(copy)) Directory.Delete(copy, recursive: true);
        Copy(remote, copy);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var branch in (await RawGit.AskAsync("-C", remote, "for-each-ref", "--format=%(refname:short)", "refs/heads")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            found[branch] = await RawGit.TipAsync(remote, branch);
        }

        return new PushReplay(remote, copy, found);
    }

    /// <summary>Pushes to what was kept.</summary>
    /// <returns>The cost of all pushes together.</returns>
    public async Task<Cost> EndAsync()
    {
        var cost = default(Cost);
        foreach (var (branch, tip) in tips)
        {
            var commits = await RawGit.AskAsync("-C", remote, "rev-list", "--reverse", $"{tip}..{branch}");
            foreach (var commit in commits.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                cost += await Cost.OfAsync(() => RawGit.RunAloneAsync("-C", remote, "push", "--quiet", before, $"{commit}:refs/heads/{branch}"));
            }
        }

        Directory.Delete(before, recursive: true);
        return cost;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            if (entry is FileInfo file) file.CopyTo(target);
            else Copy(entry.FullName, target);
        }
    }
}
