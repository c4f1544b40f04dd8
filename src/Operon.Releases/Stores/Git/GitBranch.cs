using System.Security.Cryptography;
using Operon.Git;
using Operon.Git.Objects;
using Operon.Host.Files;
using Operon.Host.Owners;
using Operon.Releases.Documents;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores.Git;

/// <summary>
/// One branch of a remote: where it is, the stores in it, and commits on top of it.
/// </summary>
internal sealed class GitBranch : IAsyncDisposable
{
    /// <summary>The folder of the copy, beside its indexes.</summary>
    public const string CopyName = "repository.git";

    private static readonly TimeSpan PatienceWithNeighbours = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AgeOfLeftovers = TimeSpan.FromSeconds(30);

    private readonly GitRemote remote;
    private readonly BranchName name;
    private readonly GitRepository repository;
    private readonly GitAuthor author;
    private readonly TimeProvider time;
    private readonly string tracking;
    private readonly string lockFile;
    private readonly TipFile known;
    private readonly SemaphoreSlim turn = new(1);
    private readonly TreeEditor editor;
    private readonly List<GitStore> stores = [];
    private GitTip tip = GitTip.None;

    public GitBranch(GitProgram git, string folder, BranchWriter writer, GitRemote remote, BranchName name, string key, GitAuthor author, TimeProvider time)
    {
        (Writer, this.remote, this.name, this.author, this.time) = (writer, remote, name, author, time);
        tracking = TrackingOf(key);
        lockFile = Path.Combine(folder, key + ".lock");
        known = new TipFile(Path.Combine(folder, key + ".tip"));
        repository = new GitRepository(git, Path.Combine(folder, CopyName));
        Objects = new ObjectReader(git, repository.Folder);
        editor = new TreeEditor(Objects);
        Documents = new DocumentReader(Objects, new InputNotes(Path.Combine(folder, key + ".inputs")));
        Leases = new GitLeases(remote, repository, Objects, author, time);
    }

    /// <summary>Writes to it, and to the other branches of the remote.</summary>
    public BranchWriter Writer { get; }

    public GitLeases Leases { get; }

    public ObjectReader Objects { get; }

    public DocumentReader Documents { get; }

    public GitRepository Repository => repository;

    public string Place => $"{remote} (branch {name})";

    /// <summary>Where the branch is, as far as this process knows.</summary>
    public GitTip Tip => tip;

    /// <summary>What is known of the tip, beside its tree.</summary>
    public TipFile Known => known;

    /// <summary>The ref of a branch in a copy.</summary>
    public static string TrackingOf(string key) => $"refs/operon/{key}";

    /// <summary>Makes the local copy where there is none, and looks at the remote.</summary>
    /// <param name="isFetched">Whether somebody has just looked.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<Diagnostic?> OpenAsync(bool isFetched, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (isFetched && ReadTip() is { IsOk: true, Value: { } fetched })
            {
                tip = fetched;
                return null;
            }

            using var held = await LockAsync(cancellation);
            if (await repository.InitBareAsync(cancellation) is { } failure) return failure;
            if (await FetchAsync(cancellation) is not { } problem) return null;
            if (problem.Rule != GitRules.BadObject) return problem;

            // What is brought together in this moment is somewhere else in the next.
            Objects.Dispose();
            if (await FetchAsync(cancellation) is not { } again) return null;
            if (again.Rule != GitRules.BadObject) return again;

            // The copy is damaged. Nothing is in it alone.
            Objects.Dispose();
            Directory.Delete(repository.Folder, recursive: true);
            return await repository.InitBareAsync(cancellation) ?? await FetchAsync(cancellation);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("use", repository.Folder, e);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Has a store follow the branch from now on.</summary>
    public async Task AttachAsync(GitStore store, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await store.MoveAsync(TreeOf(store), cancellation);
            stores.Add(store);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>A store that follows no more.</summary>
    public async Task DetachAsync(GitStore store)
    {
        await turn.WaitAsync();
        stores.Remove(store);
        turn.Release();
    }

    /// <summary>Looks at the remote.</summary>
    /// <exception cref="StoreFailure">It cannot be reached.</exception>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (remote.TipOf(name) is { } there && there == repository.PlainRef(tracking) && ReadTip() is { IsOk: true, Value: { } here }) tip = here;
            else if (await FetchAsync(cancellation) is { } failure) throw Failure(failure);
            await MoveStoresAsync(cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The changes of a file, the newest first.</summary>
    /// <exception cref="StoreFailure">The remote cannot be reached, or a file is no document.</exception>
    public async Task<Result<IReadOnlyList<DocumentChange>>> HistoryAsync(string path, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (tip.Commit is not { } commit) return (DocumentChange[])[];
            if (await repository.FetchHistoryAsync(remote, name, tracking, cancellation) is { } failure) throw Failure(failure);
            if (!(await repository.ChangesOfAsync(commit, path, cancellation)).TryGet(out var changes, out failure)) return failure;
            return (DocumentChange[])[.. changes.Select(c => new DocumentChange(c.Commit.ToString(), c.Author, c.Time, c.Title, Read(c.Before), Read(c.After)))];
        }
        finally
        {
            turn.Release();
        }

        StoredDocument? Read(ObjectId? content)
        {
            if (content is not { } id || !Objects.Read(id.ToString()).TryGet(out var read, out _) || read is null) return null;
            var parsed = StoredDocument.Parse(read.Content, path);
            return parsed.IsOk ? parsed.Value : throw new StoreFailure(parsed.Error!);
        }
    }

    /// <summary>Has the branch for oneself until the result is disposed of, where those on the same machine have left it.</summary>
    /// <exception cref="OperationCanceledException">Others keep it for too long.</exception>
    public async Task<IDisposable> HoldAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        IDisposable? held = null;
        try
        {
            // Those on the same machine wait for one another, which is cheaper than to meet at the remote. The remote's answer is what counts.
            held = await LockAsync(cancellation);
            if (tip.Commit is not null && ReadTip() is { IsOk: true, Value: { } moved }) tip = moved;

            // Also where somebody has given up in the middle of a look.
            await MoveStoresAsync(cancellation);
            return new Holding(turn, held);
        }
        catch
        {
            held?.Dispose();
            turn.Release();
            throw;
        }
    }

    /// <summary>Makes a commit on top of where the branch is. Whoever calls holds it.</summary>
    /// <param name="made">What it changes.</param>
    /// <param name="writer">Takes its objects.</param>
    /// <returns>The commit; null: it would change nothing.</returns>
    /// <exception cref="StoreFailure">The branch is missing and must not be made, or the copy cannot be read.</exception>
    public PreparedCommit? Prepare(BranchChange made, ObjectWriter writer)
    {
        if (tip.Commit is null && stores.Find(s => !s.CreatesBranch) is { } bound) throw new StoreFailure(bound.BranchMissing);
        var contents = made.WriteTo(writer, Documents);
        var tree = TreeWith(made, contents, writer);
        if (tree == tip.Tree && tip.Commit is not null) return null;
        var commit = writer.Add(ObjectKind.Commit, new CommitText(tree, tip.Commit is { } parent ? [parent] : [], author, time.GetUtcNow(), made.Message).ToUtf8());
        return new PreparedCommit(this, new BranchMove(name, tip.Commit, commit, tracking), tree, contents, stores.ToDictionary(s => s, s => editor.FolderOf(tree, s.DocumentsPath)), made.Files.Count > 0);
    }

    /// <summary>A commit is on the remote.</summary>
    public void Take(PreparedCommit made)
    {
        tip = new GitTip(made.Move.Commit, made.Tree);
        known.Take(tip, fact => !made.HasFiles && stores.Exists(s => s.IsAboutFile(fact)));
        foreach (var store in stores)
        {
            if (made.Folders.GetValueOrDefault(store) is { } folder) known.Add(store.DocumentsPath, folder.ToString());
            store.Take(made.Contents.GetValueOrDefault(store), TreeOf(store));
        }
    }

    /// <summary>Looks where the branch is now. Whoever calls holds it.</summary>
    /// <exception cref="StoreFailure">The remote cannot be reached.</exception>
    public async Task LookAsync(CancellationToken cancellation)
    {
        if (await FetchAsync(cancellation) is { } failure) throw Failure(failure);
        await MoveStoresAsync(cancellation);
    }

    /// <summary>Whether a commit is in the branch, as far as this process knows.</summary>
    public async Task<bool> HasAsync(ObjectId commit, CancellationToken cancellation) =>
        tip.Commit == commit || (tip.Commit is { } now && (await repository.IsAncestorAsync(commit, now, cancellation)).TryGet(out var contains, out _) && contains);

    public async ValueTask DisposeAsync()
    {
        await Writer.Updates.EndAsync();
        known.Save();
        Documents.Inputs.Save();
        Objects.Dispose();
        _ = await repository.PackAsync(CancellationToken.None);
        turn.Dispose();
    }

    private ObjectId TreeWith(BranchChange made, Dictionary<GitStore, Dictionary<string, ObjectId?>> contents, ObjectWriter writer)
    {
        var paths = new List<KeyValuePair<string, ObjectId?>>();
        if (tip.Commit is null)
        {
            foreach (var store in stores) store.AddFirstFiles(made.Files);
        }

        foreach (var (path, content) in made.Files) paths.Add(new(path, writer.Add(ObjectKind.Blob, content)));
        foreach (var (store, documents) in contents)
        {
            foreach (var (reference, content) in documents) paths.Add(new(store.PathOf(reference), content));
        }

        var tree = editor.Apply(tip.Tree, paths, writer);
        return tree.IsOk ? tree.Value : throw new StoreFailure(tree.Error!);
    }

    private async Task<Diagnostic?> FetchAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var isFirst = ReadTip() is { IsOk: true, Value: null };
            var fetched = await repository.FetchAsync(remote, name, tracking, isFirst, cancellation);
            if (fetched.TryGet(out var isThere, out var failure))
            {
                if (!isThere)
                {
                    tip = GitTip.None;
                    return null;
                }

                if (!ReadTip().TryGet(out var read, out failure)) return failure;
                if (read is null) return new Diagnostic(GitRules.BadObject, $"the copy of {Place} in {repository.Folder} is damaged");
                tip = read;
                return null;
            }

            // Another process of this machine fetches at the same moment, or was killed when it did.
            if (!failure.ToString().Contains(".lock", StringComparison.Ordinal) && !failure.ToString().Contains("cannot lock ref", StringComparison.Ordinal)) return failure;
            RemoveLeftovers();
            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(5, 50)), time, cancellation);
        }
    }

    private void RemoveLeftovers()
    {
        foreach (var file in new[] { Path.Combine(repository.Folder, tracking + ".lock"), Path.Combine(repository.Folder, "shallow.lock") })
        {
            if (File.Exists(file) && time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file) > AgeOfLeftovers) File.Delete(file);
        }
    }

    // Null: there is no tip.
    private Result<GitTip?> ReadTip()
    {
        if (repository.PlainRef(tracking) is { } commit && known.Find(commit) is { } same) return same;
        if (!Objects.Read(tracking).TryGet(out var read, out var failure)) return failure;
        if (read is null) return (GitTip?)null;
        if (CommitText.TreeOf(read) is not { } tree) return new Diagnostic(GitRules.BadObject, $"the tip of {Place} is no commit");
        var found = new GitTip(read.Id, tree);
        known.Take(found, _ => false);
        return found;
    }

    private async Task MoveStoresAsync(CancellationToken cancellation)
    {
        foreach (var store in stores) await store.MoveAsync(TreeOf(store), cancellation);
    }

    private ObjectId TreeOf(GitStore store)
    {
        if (tip.Commit is not { } commit) return ObjectId.EmptyTree;
        var isKnown = known.Find(commit) is not null;
        if (isKnown && known.Fact(store.DocumentsPath) is { } digits && ObjectId.Parse(digits) is { } noted) return noted;
        var read = Objects.ReadAt(tip.Tree, store.DocumentsPath);
        if (!read.IsOk) throw new StoreFailure(read.Error!);
        var found = read.Value is { Kind: ObjectKind.Tree } tree ? tree.Id : ObjectId.EmptyTree;
        if (isKnown) known.Add(store.DocumentsPath, found.ToString());
        return found;
    }

    private async Task<IDisposable?> LockAsync(CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows()) return null;
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var late = new CancellationTokenSource(PatienceWithNeighbours, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bounded.Token, late.Token);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(lockFile)!);
            var taken = await OwnerLock.WaitAsync(lockFile, OwnerIdentity.Current(), time, both.Token);
            return taken.IsOk ? taken.Value : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Somebody keeps it, perhaps stopped in a terminal. It goes without.
            return null;
        }
    }

    private StoreFailure Failure(Diagnostic cause) => new(new Diagnostic(StoreRules.RemoteFailed, $"the store {Place} cannot be used") { Cause = cause });

    private sealed class Holding(SemaphoreSlim turn, IDisposable? held) : IDisposable
    {
        public void Dispose()
        {
            held?.Dispose();
            turn.Release();
        }
    }
}
