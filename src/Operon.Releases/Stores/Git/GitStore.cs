using System.Text;
using Operon.Git;
using Operon.Git.Objects;
using Operon.Releases.Documents;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores.Git;

/// <summary>
/// A store in a branch of a git repository. What is read is what the branch was when it was looked at last; what is written is on the remote
/// when the call returns.
/// </summary>
public sealed class GitStore : DocumentStore
{
    private readonly GitBranch branch;
    private readonly GitStorePlace place;
    private readonly KeyIndexFile index;
    private readonly string root;
    private volatile GitView view;

    internal GitStore(GitBranch branch, GitStorePlace place, StoreKind kind, string indexFile)
    {
        (this.branch, this.place, Kind) = (branch, place, kind);
        root = place.Folder.Length == 0 ? "" : place.Folder + "/";
        index = new KeyIndexFile(indexFile, branch.Repository, branch.Documents);
        view = new GitView(KeyIndex.Empty, KeyChanges.None, ObjectId.EmptyTree, branch.Documents);
    }

    /// <inheritdoc/>
    public override StoreKind Kind { get; }

    /// <inheritdoc/>
    public override string Place => place.Folder.Length == 0 ? branch.Place : $"{branch.Place}, folder {place.Folder}";

    /// <inheritdoc/>
    public override DocumentView View => view;

    /// <inheritdoc/>
    public override ILeases Leases => branch.Leases;

    internal GitBranch Branch => branch;

    internal bool CreatesBranch => place.CreatesBranch;

    internal string DocumentsPath => root + "refs";

    internal Diagnostic BranchMissing => new(StoreRules.Missing, $"there is no store in {branch.Place}: the branch is missing") { Fix = "create the branch, or leave out create_branch=False" };

    private string FilePath => root + StoreFile.Name;

    /// <inheritdoc/>
    public override Task RefreshAsync(CancellationToken cancellation) => branch.RefreshAsync(cancellation);

    /// <inheritdoc/>
    public override Task<Diagnostic?> ChangeAsync(string title, Func<StoreTransaction, Diagnostic?> change, CancellationToken cancellation)
    {
        var update = new PendingUpdate(this, title, change, cancellation);
        branch.Writer.Updates.Submit(update);
        return update.Done.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public override Task<Diagnostic?> ChangeLaterAsync(string title, Func<StoreTransaction, Diagnostic?> change, CancellationToken cancellation)
    {
        var update = new PendingUpdate(this, title, change, cancellation);
        branch.Writer.Updates.SubmitLater(update);
        return update.Done.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public override async Task<Result<bool>> ChangeTogetherAsync(DocumentStore other, string title, Func<StoreTransaction, StoreTransaction, Diagnostic?> change, CancellationToken cancellation)
    {
        if (other is not GitStore with || with.branch.Writer != branch.Writer || (with.branch != branch && !branch.Writer.CanWriteTogether)) return false;
        var update = new PendingUpdate([this, with], title, transactions => change(transactions[0], transactions[1]), cancellation);
        branch.Writer.Updates.Submit(update);
        if (await update.Done.WaitAsync(cancellation) is { } refused) return refused;
        return !update.IsDeclined;
    }

    /// <inheritdoc/>
    public override void Flush() => branch.Writer.Updates.Flush();

    /// <inheritdoc/>
    public override Task<Result<IReadOnlyList<DocumentChange>>> HistoryAsync(string reference, CancellationToken cancellation) => branch.HistoryAsync(PathOf(reference), cancellation);

    /// <summary>Writes files that belong to no document, such as workflows of a CI system, unless they have this content.</summary>
    /// <param name="files">Path from the root of the branch, and content.</param>
    /// <param name="cancellation">Gives up where it still can.</param>
    /// <exception cref="StoreFailure">The store cannot be written, or a path is none that such a file can have.</exception>
    public async Task WriteSupportFilesAsync(IEnumerable<KeyValuePair<string, string>> files, CancellationToken cancellation)
    {
        var contents = files.ToDictionary(f => f.Key, f => Encoding.UTF8.GetBytes(f.Value), StringComparer.Ordinal);
        if (contents.Keys.Select(SupportFileProblem).FirstOrDefault(p => p is not null) is { } problem) throw new StoreFailure(problem);
        await WriteAsync("support files", contents, cancellation);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync() => await branch.DetachAsync(this);

    /// <summary>Sees that there is a store of this kind.</summary>
    /// <param name="isCreated">Whether it is made where it is missing, and brought to the current format where it is older.</param>
    /// <param name="cancellation">Stops.</param>
    internal async Task<Diagnostic?> CheckAsync(bool isCreated, CancellationToken cancellation)
    {
        if (!place.SupportFiles.IsEmpty && place.SupportFiles.Keys.Select(SupportFileProblem).FirstOrDefault(p => p is not null) is { } problem) return problem;
        if (branch.Tip.Commit is null && (!isCreated || !place.CreatesBranch)) return place.CreatesBranch ? new Diagnostic(StoreRules.Missing, $"there is no store in {Place}") : BranchMissing;
        GitObject? file = null;
        var isKnown = branch.Tip.Commit is { } commit && branch.Known.Find(commit) is not null;
        if (isKnown && branch.Known.Fact(FilePath) == Kind.ToString()) return null;
        if (branch.Tip.Commit is not null && !branch.Objects.ReadAt(branch.Tip.Tree, FilePath).TryGet(out file, out var failure)) return failure;
        if (file is not null)
        {
            if (!StoreFile.Parse(file.Content, Place).TryGet(out var read, out failure)) return failure;
            if (read.Kind is { } other && other != Kind) return new Diagnostic(StoreRules.Incompatible, $"{Place} holds {other}, not {Kind}") { Fix = "give each of the two a branch of its own" };
            if (isKnown && !read.IsOld && read.Kind == Kind) branch.Known.Add(FilePath, Kind.ToString());
            if (!read.IsOld || !isCreated) return null;
        }
        else if (!isCreated)
        {
            return new Diagnostic(StoreRules.Missing, $"there is no store in {Place}");
        }

        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [FilePath] = StoreFile.TextFor(Kind).ToArray() };
        await WriteAsync($"{Kind.ToString().ToLowerInvariant()} store", files, cancellation);
        return null;
    }

    /// <summary>Whether a fact of a tip is about the file that says that there is a store: only a change of such files makes it another.</summary>
    internal bool IsAboutFile(string fact) => fact == FilePath;

    internal string PathOf(string reference) => $"{DocumentsPath}/{reference}/{StoredDocument.FileName}";

    /// <summary>Adds what a new branch begins with.</summary>
    internal void AddFirstFiles(Dictionary<string, byte[]> files)
    {
        foreach (var (path, content) in place.SupportFiles) files.TryAdd(path, Encoding.UTF8.GetBytes(content));
        files[FilePath] = StoreFile.TextFor(Kind).ToArray();
    }

    /// <summary>Goes to what somebody else has made of the documents.</summary>
    internal async Task MoveAsync(ObjectId tree, CancellationToken cancellation)
    {
        var before = view;
        if (before.Tree == tree) return;
        var isFirst = ReferenceEquals(before.Index, KeyIndex.Empty) && before.Changes.Count == 0;
        if (!isFirst && (await index.MoveAsync(before, tree, cancellation)).TryGet(out var moved, out _)) view = moved;
        else view = await index.OpenAsync(tree, cancellation);
    }

    /// <summary>Goes to what this process has made of the documents.</summary>
    internal void Take(IReadOnlyDictionary<string, ObjectId?>? changes, ObjectId tree)
    {
        if (view.Tree != tree) view = index.Extend(view, changes ?? new Dictionary<string, ObjectId?>(), tree);
    }

    private async Task WriteAsync(string title, Dictionary<string, byte[]> files, CancellationToken cancellation)
    {
        var update = new PendingUpdate(this, title, _ => null, cancellation) { Files = files };
        branch.Writer.Updates.Submit(update);
        await update.Done.WaitAsync(cancellation);
    }

    private Diagnostic? SupportFileProblem(string path)
    {
        var parts = path.Split('/');
        var isGood = !parts.Any(p => p is "" or "." or ".." || p.Equals(".git", StringComparison.OrdinalIgnoreCase) || p.AsSpan().ContainsAnyInRange('\0', '\x1f'));
        if (isGood && parts[^1] != StoreFile.Name && parts[0] != "refs" && !path.StartsWith(DocumentsPath + "/", StringComparison.Ordinal)) return null;
        return new Diagnostic(StoreRules.BadPlace, $"'{path}' is no place for a support file") { Expected = "a path from the root of the branch, outside of the documents" };
    }
}
