using Operon.Git.Objects;
using Operon.Host.Files;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Git;

/// <summary>A repository that is somewhere else, asked without a copy of it.</summary>
/// <param name="git">Calls git.</param>
/// <param name="remote">Where it is.</param>
public sealed class RemoteRepository(GitProgram git, GitRemote remote)
{
    private const string HeadRef = "ref: ";

    // git would copy the files of a folder of this machine, and fail when one goes that a push has just made.
    private const string NotCopied = "--no-local";
    private static readonly string Nowhere = Path.GetTempPath();

    /// <summary>What its refs lead to.</summary>
    /// <returns>Whole names with objects, or <see cref="GitRules.Unreachable"/>.</returns>
    public async Task<Result<IReadOnlyDictionary<string, ObjectId>>> RefsAsync(CancellationToken cancellation)
    {
        if (!(await ListAsync(cancellation)).TryGet(out var lines, out var failure)) return failure;
        return lines.Where(l => !l.StartsWith(HeadRef, StringComparison.Ordinal)).Select(l => l.Split('\t'))
            .ToDictionary(p => p[1], p => ObjectId.Parse(p[0]) ?? default, StringComparer.Ordinal);
    }

    /// <summary>The branch that is used where none is named. Of a repository without a commit it is not there yet.</summary>
    /// <returns>The branch, or <see cref="GitRules.Unreachable"/>, or <see cref="GitRules.NoRevision"/> where nobody can say.</returns>
    public async Task<Result<BranchName>> DefaultBranchAsync(CancellationToken cancellation)
    {
        if (!(await ListAsync(cancellation)).TryGet(out var lines, out var failure)) return failure;
        if (lines.FirstOrDefault(l => l.StartsWith(HeadRef, StringComparison.Ordinal)) is { } head) return BranchName.Parse(head[HeadRef.Length..].Split('\t')[0]);
        if (lines.Count == 0) return await UnbornBranchAsync(cancellation);

        // HEAD leads to a branch that is not there.
        string[] usual = ["refs/heads/main", "refs/heads/master"];
        if (usual.FirstOrDefault(u => lines.Any(l => l.EndsWith("\t" + u, StringComparison.Ordinal))) is { } found) return BranchName.Parse(found);
        return new Diagnostic(GitRules.NoRevision, $"{remote} does not say which branch is its default") { Fix = "name a branch" };
    }

    /// <summary>Makes a copy with all history, without a work tree checked out.</summary>
    /// <param name="target">The folder; it must not be there, or be empty.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The copy, or <see cref="GitRules.Unreachable"/>.</returns>
    public async Task<Result<GitCheckout>> CloneAsync(string target, CancellationToken cancellation)
    {
        if (!(await git.RunAsync(Nowhere, ["clone", "--quiet", NotCopied, "--no-checkout", "--template=", "--no-recurse-submodules", "--", remote.Address, Path.GetFullPath(target)], cancellation)).TryGet(out var ran, out var failure)) return failure;
        return ran.ExitCode == 0 ? new GitCheckout(git, target) : GitProgram.Failure(GitRules.Unreachable, $"clone {remote}", ran);
    }

    private async Task<Result<IReadOnlyList<string>>> ListAsync(CancellationToken cancellation)
    {
        if (!(await git.RunAsync(Nowhere, ["ls-remote", "--quiet", "--symref", "--end-of-options", remote.Address], cancellation)).TryGet(out var ran, out var failure)) return failure;
        if (ran.ExitCode != 0) return GitProgram.Failure(GitRules.Unreachable, $"read {remote}", ran);
        return ran.Output.ToString().Split('\n').Where(l => l.Contains('\t', StringComparison.Ordinal)).ToList();
    }

    // Only a clone is told.
    private async Task<Result<BranchName>> UnbornBranchAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("operon-clone-").FullName;
        try
        {
            if (!(await git.RunAsync(folder, ["clone", "--quiet", NotCopied, "--bare", "--template=", "--", remote.Address, "copy"], cancellation)).TryGet(out var ran, out var failure)) return failure;
            if (ran.ExitCode != 0) return GitProgram.Failure(GitRules.Unreachable, $"read {remote}", ran);
            var head = (await File.ReadAllTextAsync(Path.Combine(folder, "copy", "HEAD"), cancellation)).Trim();
            return BranchName.Parse(head.StartsWith(HeadRef, StringComparison.Ordinal) ? head[HeadRef.Length..] : "main");
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("read", folder, e);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
