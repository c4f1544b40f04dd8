using Operon.Git.Objects;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Git;

/// <summary>A repository that people work in: its commits, its remotes, what is not committed, its work trees.</summary>
/// <param name="git">Calls git.</param>
/// <param name="folder">A folder in its work tree.</param>
public sealed class GitCheckout(GitProgram git, string folder)
{
    /// <summary>The root of the work tree.</summary>
    /// <returns>Its absolute path, or <see cref="GitRules.Failed"/>.</returns>
    public async Task<Result<string>> RootAsync(CancellationToken cancellation) => await LineAsync($"find the repository of {folder}", ["rev-parse", "--show-toplevel"], cancellation);

    /// <summary>The commit that is checked out.</summary>
    /// <returns>The commit; null on a branch without one; or <see cref="GitRules.Failed"/>.</returns>
    public async Task<Result<ObjectId?>> HeadAsync(CancellationToken cancellation)
    {
        if (PlainHead() is { } plain) return plain;
        if (!(await git.RunAsync(folder, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], cancellation)).TryGet(out var ran, out var failure)) return failure;
        return ran.ExitCode == 0 ? ObjectId.Parse(ran.Output.ToString().Trim()) : ran.Error.IsEmpty ? (ObjectId?)null : GitProgram.Failure(GitRules.Failed, $"read the commit of {folder}", ran) with { Fix = Directory.Exists(Path.Combine(folder, ".git")) ? null : "change to a clone of the repository, or make one here: git init" };
    }

    /// <summary>The commit that a name means.</summary>
    /// <param name="revision">A branch, tag, or commit, as people write it.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The commit, or <see cref="GitRules.NoRevision"/>.</returns>
    public async Task<Result<ObjectId>> ResolveAsync(string revision, CancellationToken cancellation)
    {
        if (!(await git.RunAsync(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"], cancellation)).TryGet(out var ran, out var failure)) return failure;
        if (ran.ExitCode == 0 && ObjectId.Parse(ran.Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]) is { } commit) return commit;
        return new Diagnostic(GitRules.NoRevision, $"there is no commit '{revision}' in {folder}")
        {
            Expected = "a commit, branch or tag of the repository",
            Fix = await IsShallowAsync(cancellation) ? "the clone lacks the commits before its first: git fetch --unshallow --tags" : "git log --oneline --all lists commits; a clone may lack some: git fetch --all --tags",
        };
    }

    /// <summary>The commits from one to another, both included, whichever comes first.</summary>
    /// <returns>Those, newest first, or <see cref="GitRules.Failed"/>.</returns>
    public async Task<Result<IReadOnlyList<ObjectId>>> RangeAsync(ObjectId from, ObjectId to, CancellationToken cancellation)
    {
        var listed = await git.ExpectAsync("list commits", folder, ["rev-list", "--end-of-options", $"{from}...{to}"], cancellation);
        if (!listed.TryGet(out var output, out var failure)) return failure;
        return (ObjectId[])[.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => ObjectId.Parse(l)!.Value).Concat([from, to]).Distinct()];
    }

    /// <summary>The address of a remote.</summary>
    /// <param name="name">Its name: <c>origin</c>.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The address as it is configured, secrets included; null: there is no such remote; or <see cref="GitRules.Failed"/>.</returns>
    public async Task<Result<string?>> RemoteAddressAsync(string name, CancellationToken cancellation)
    {
        const int NoSuchKey = 1;
        if (!git.IsConfiguredFromOutside && PlainFiles.Find(folder) is { } own && PlainFiles.Remote(own, name) is { } plain) return plain;
        if (!(await git.RunAsync(folder, ["config", "--get", $"remote.{name}.url"], cancellation)).TryGet(out var ran, out var failure)) return failure;
        return ran.ExitCode switch
        {
            0 => ran.Output.ToString().TrimEnd('\n'),
            NoSuchKey => (string?)null,
            _ => GitProgram.Failure(GitRules.Failed, $"read the remote '{name}' of {folder}", ran),
        };
    }

    /// <summary>The files that are not as the commit has them: changed, staged, new. Ignored ones do not count.</summary>
    /// <returns>Their paths from the root of the work tree, or <see cref="GitRules.Failed"/>.</returns>
    public Task<Result<IReadOnlyList<string>>> UncommittedAsync(CancellationToken cancellation) => StatusAsync("all", cancellation);

    /// <summary>The files of the commit that are not as it has them: changed, staged, gone.</summary>
    /// <returns>Their paths from the root of the work tree, or <see cref="GitRules.Failed"/>.</returns>
    public Task<Result<IReadOnlyList<string>>> DifferingAsync(CancellationToken cancellation) => StatusAsync("no", cancellation);

    /// <summary>The files in which two commits differ, those that are gone included.</summary>
    /// <returns>Their paths, or <see cref="GitRules.Failed"/>.</returns>
    public Task<Result<IReadOnlyList<TreeDifference>>> ChangedAsync(ObjectId from, ObjectId to, CancellationToken cancellation) => new GitRepository(git, folder).CompareAsync(from, to, cancellation);

    /// <summary>Checks a commit out, on no branch.</summary>
    /// <returns>Null, or <see cref="GitRules.Failed"/>.</returns>
    public async Task<Diagnostic?> CheckOutAsync(ObjectId commit, CancellationToken cancellation) =>
        (await git.ExpectAsync($"check out {commit}", folder, ["checkout", "--quiet", "--detach", commit.ToString()], cancellation)).Error;

    /// <summary>Makes a work tree of a commit, beside the one at hand.</summary>
    /// <param name="path">Where; it must not be there.</param>
    /// <param name="commit">Which commit.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Null, or <see cref="GitRules.Failed"/>.</returns>
    public async Task<Diagnostic?> AddWorkTreeAsync(string path, ObjectId commit, CancellationToken cancellation) =>
        (await git.ExpectAsync($"make a work tree of {commit}", folder, ["worktree", "add", "--quiet", "--detach", "--", Path.GetFullPath(path, folder), commit.ToString()], cancellation)).Error;

    /// <summary>Removes a work tree, with what was changed in it, and forgets those whose folders are gone.</summary>
    /// <returns>Null, or <see cref="GitRules.Failed"/>.</returns>
    public async Task<Diagnostic?> RemoveWorkTreeAsync(string path, CancellationToken cancellation)
    {
        var removed = await git.ExpectAsync($"remove the work tree {path}", folder, ["worktree", "remove", "--force", "--", Path.GetFullPath(path, folder)], cancellation);
        return (await git.ExpectAsync("forget work trees", folder, ["worktree", "prune"], cancellation)).Error ?? removed.Error;
    }

    private async Task<Result<IReadOnlyList<string>>> StatusAsync(string untracked, CancellationToken cancellation)
    {
        const int PathStart = 3;
        var told = await git.ExpectAsync($"look for uncommitted files in {folder}", folder, ["status", "--porcelain", "-z", $"--untracked-files={untracked}"], cancellation);
        if (!told.TryGet(out var output, out var failure)) return failure;
        var found = new List<string>();
        var records = output.ToString().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < records.Length; i++)
        {
            found.Add(records[i][PathStart..]);

            // The old name of what was renamed or copied follows.
            if (records[i].AsSpan(0, 2).IndexOfAny('R', 'C') >= 0 && i + 1 < records.Length) found.Add(records[++i]);
        }

        return found;
    }

    private async Task<bool> IsShallowAsync(CancellationToken cancellation) =>
        (await LineAsync($"look at the history of {folder}", ["rev-parse", "--is-shallow-repository"], cancellation)).TryGet(out var told, out _) && told == "true";

    // Where it is as nearly always, no program has to be started to read two short files; null: git is to be asked.
    private ObjectId? PlainHead()
    {
        const string Ref = "ref: ";
        if (PlainFiles.Find(folder) is not { } own || PlainFiles.Read(Path.Combine(own, "HEAD"))?.TrimEnd('\n') is not { } head) return null;
        if (!head.StartsWith(Ref, StringComparison.Ordinal)) return ObjectId.Parse(head);
        return BranchName.Parse(head[Ref.Length..]).TryGet(out var branch, out _) && branch.Ref == head[Ref.Length..] ? PlainFiles.Ref(own, branch.Ref) : null;
    }

    private async Task<Result<string>> LineAsync(string purpose, string[] words, CancellationToken cancellation)
    {
        var told = await git.ExpectAsync(purpose, folder, words, cancellation);
        return told.TryGet(out var output, out var failure) ? output.ToString().TrimEnd('\n') : failure;
    }
}
