using System.Globalization;
using Operon.Git;
using Operon.Git.Objects;
using Operon.Host.Files;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores.Git;

/// <summary>Leases as refs of the remote: <c>refs/operon/leases/OWNER</c> leads to a commit whose message is the time until which it holds.</summary>
internal sealed class GitLeases(GitRemote remote, GitRepository repository, ObjectReader objects, ObjectWriter writer, GitAuthor author, TimeProvider time) : ILeases
{
    private const string Folder = "refs/operon/leases";
    private const string Format = "O";

    /// <inheritdoc/>
    public async Task RenewAsync(string owner, DateTimeOffset until, CancellationToken cancellation)
    {
        try
        {
            var tree = writer.Write(ObjectKind.Tree, []);
            var commit = writer.Write(ObjectKind.Commit, new CommitText(tree, [], author, time.GetUtcNow(), until.ToString(Format, CultureInfo.InvariantCulture)).ToUtf8());
            if (await repository.PushRefAsync(remote, RefOf(owner), commit, cancellation) is { } failure) throw Failure(failure);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            throw new StoreFailure(FileFailure.From("write", repository.Folder, e));
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> FindAsync(IEnumerable<string> owners, CancellationToken cancellation)
    {
        if (await repository.FetchRefsAsync(remote, Folder, cancellation) is { } failure) throw Failure(failure);
        var found = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var owner in owners.Where(IsName))
        {
            if (!objects.Read(RefOf(owner)).TryGet(out var commit, out var wrong)) throw Failure(wrong);
            if (commit is not null && DateTimeOffset.TryParse(CommitText.MessageOf(commit), CultureInfo.InvariantCulture, out var until)) found[owner] = until;
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task EndAsync(string owner, CancellationToken cancellation)
    {
        if (IsName(owner) && await repository.PushRefAsync(remote, RefOf(owner), commit: null, cancellation) is { } failure) throw Failure(failure);
    }

    // What others have written as the owner of a claim may be anything.
    private static bool IsName(string owner) => owner.Length is > 0 and < 200 && !owner.Contains("..", StringComparison.Ordinal) && owner[0] != '.' && owner[^1] != '.' && owner.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static string RefOf(string owner) => $"{Folder}/{owner}";

    private StoreFailure Failure(Diagnostic cause) => new(new Diagnostic(StoreRules.RemoteFailed, $"the leases of {remote} cannot be used") { Cause = cause });
}
