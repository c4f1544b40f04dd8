using System.Globalization;
using System.Security.Cryptography;
using Operon.Git;
using Operon.Git.Objects;
using Operon.Host.Files;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores.Git;

/// <summary>Leases as refs of the remote: <c>refs/operon/leases/OWNER</c> leads to a commit whose message is the time until which it holds.</summary>
internal sealed class GitLeases(GitRemote remote, GitRepository repository, ObjectReader objects, GitAuthor author, TimeProvider time) : ILeases
{
    private const string Folder = "refs/operon/leases";
    private const string Format = "O";
    private const int MostAtOnce = 200;
    private const int Attempts = 20;

    /// <inheritdoc/>
    public async Task RenewAsync(string owner, DateTimeOffset until, CancellationToken cancellation)
    {
        try
        {
            var writer = new ObjectWriter(repository.Folder);
            var tree = writer.Add(ObjectKind.Tree, []);
            var commit = writer.Add(ObjectKind.Commit, new CommitText(tree, [], author, time.GetUtcNow(), until.ToString(Format, CultureInfo.InvariantCulture)).ToUtf8());
            writer.Write();
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
        await FetchAsync(cancellation);
        var found = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var owner in owners.Where(IsName))
        {
            if (UntilOf(RefOf(owner)) is { } until) found[owner] = until;
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task RemoveEndedAsync(Func<string, bool> isKnownToHaveEnded, CancellationToken cancellation)
    {
        await FetchAsync(cancellation);
        if (!(await repository.RefsAsync(Folder, cancellation)).TryGet(out var refs, out var failure)) throw Failure(failure);
        var ended = refs.Where(r => isKnownToHaveEnded(r.Key[(Folder.Length + 1)..]) || UntilOf(r.Value.ToString()) <= time.GetUtcNow()).Take(MostAtOnce).ToList();
        if (ended.Count > 0 && await repository.RemoveRefsAsync(remote, ended, cancellation) is { } refused) throw Failure(refused);
    }

    /// <inheritdoc/>
    public async Task EndAsync(string owner, CancellationToken cancellation)
    {
        if (IsName(owner) && await repository.PushRefAsync(remote, RefOf(owner), commit: null, cancellation) is { } failure) throw Failure(failure);
    }

    // Others on this machine get the same refs into the same copy.
    private async Task FetchAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; await repository.FetchRefsAsync(remote, Folder, cancellation) is { } failure; attempt++)
        {
            if (attempt == Attempts || !failure.ToString().Contains("lock", StringComparison.Ordinal)) throw Failure(failure);
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(5, 50)), time, cancellation);
        }
    }

    private DateTimeOffset? UntilOf(string name)
    {
        if (!objects.Read(name).TryGet(out var commit, out var failure)) throw Failure(failure);
        return commit is not null && DateTimeOffset.TryParse(CommitText.MessageOf(commit), CultureInfo.InvariantCulture, out var until) ? until : null;
    }

    // What others have written as the owner of a claim may be anything.
    private static bool IsName(string owner) => owner.Length is > 0 and < 200 && !owner.Contains("..", StringComparison.Ordinal) && owner[0] != '.' && owner[^1] != '.' && owner.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static string RefOf(string owner) => $"{Folder}/{owner}";

    private StoreFailure Failure(Diagnostic cause) => new(new Diagnostic(StoreRules.RemoteFailed, $"the leases of {remote} cannot be used") { Cause = cause });
}
