using System.Security.Cryptography;
using System.Text;
using Operon.Host.Files;
using Operon.Releases.Documents;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores.Folders;

/// <summary>
/// A store in a folder. Who writes holds <c>flock</c> on the store's file; whoever reads sees whole documents, and changes of several as one.
/// </summary>
public sealed class FolderStore : DocumentStore
{
    private const UnixFileMode Readable = (UnixFileMode)0b110_100_100;
    private const int KeyDigits = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    private readonly string root;
    private readonly RedoLog redo;
    private readonly FolderView view;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim turn = new(1);

    private FolderStore(string root, StoreKind kind, TimeProvider time, string? home)
    {
        this.root = root;
        this.time = time;
        Kind = kind;
        redo = new RedoLog(root);
        view = new FolderView(root, redo, home is null ? null : Path.Combine(home, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..KeyDigits]}.folders"), time);
    }

    /// <inheritdoc/>
    public override StoreKind Kind { get; }

    /// <inheritdoc/>
    public override string Place => root;

    /// <inheritdoc/>
    public override DocumentView View => view;

    private string File => Path.Combine(root, StoreFile.Name);

    /// <summary>Opens the store in a folder.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="kind">What it holds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isCreated">Whether it is made where it is missing. One of an older format is brought to the current one.</param>
    /// <param name="home">The folder for indexes, which can be removed when no command runs; null: each query reads the folders.</param>
    /// <returns>The store, or <see cref="StoreRules.Missing"/>, <see cref="StoreRules.Incompatible"/>, <see cref="Operon.Host.HostRules.FileFailed"/>.</returns>
    public static async Task<Result<FolderStore>> OpenAsync(string root, StoreKind kind, TimeProvider time, bool isCreated, string? home = null)
    {
        var store = new FolderStore(Path.GetFullPath(root), kind, time, home);
        try
        {
            if (!System.IO.File.Exists(store.File))
            {
                if (!isCreated) return new Diagnostic(StoreRules.Missing, $"there is no store in {store.root}");
                Directory.CreateDirectory(store.root);
                if (DurableFile.Create(store.File, StoreFile.TextFor(kind), Readable) is { } notMade) return notMade;
            }

            if (!StoreFile.Read(store.File, store.root).TryGet(out var read, out var failure)) return failure;
            if (read.Kind is { } other && other != kind) return new Diagnostic(StoreRules.Incompatible, $"{store.root} holds {other}, not {kind}") { Fix = "give each of the two a folder of its own" };
            if (read.IsOld && isCreated) await store.UpgradeAsync();
            if (isCreated && store.redo.Read() is not null) await store.ChangeAsync("finish", _ => null, CancellationToken.None);
            return store;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("open", store.root, e);
        }
    }

    /// <inheritdoc/>
    public override Task RefreshAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task<Diagnostic?> ChangeAsync(string title, Func<StoreTransaction, Diagnostic?> change, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            using var held = await LockAsync(cancellation);

            // Somebody was killed in the middle of his.
            if (redo.Read() is { } left) Finish(left);
            var transaction = new StoreTransaction(view);
            var refused = change(transaction);
            if (refused is null) Write(transaction.Changes);
            return refused;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            throw new StoreFailure(FileFailure.From("write", root, e));
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Writes a file that belongs to no document, such as a workflow of a CI system, unless it has this content.</summary>
    /// <param name="path">Relative to the folder.</param>
    /// <param name="content">The text.</param>
    public void WriteSupportFile(string path, ReadOnlySpan<byte> content)
    {
        var full = Path.GetFullPath(path, root);
        if (!full.StartsWith(root + "/", StringComparison.Ordinal)) throw new StoreFailure(new Diagnostic(StoreRules.BadPlace, $"the support file '{path}' is outside of the store"));
        if (System.IO.File.Exists(full) && System.IO.File.ReadAllBytes(full).AsSpan().SequenceEqual(content)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        WriteFile(full, content);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        view.Save();
        turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Write(IReadOnlyDictionary<string, StoredDocument?> changes)
    {
        // One alone is written or not.
        if (changes.Count > 1)
        {
            redo.Write(changes);
            Finish(changes);
        }
        else
        {
            Apply(changes);
        }
    }

    private void Finish(IReadOnlyDictionary<string, StoredDocument?> changes)
    {
        Apply(changes);
        redo.Remove();
    }

    private void Apply(IReadOnlyDictionary<string, StoredDocument?> changes)
    {
        foreach (var (reference, document) in changes)
        {
            var folder = view.FolderOf(reference);
            if (document is null)
            {
                Remove(folder);
                continue;
            }

            Directory.CreateDirectory(folder);
            RemoveLeftovers(folder);
            WriteFile(Path.Combine(folder, StoredDocument.FileName), document.ToUtf8());
        }
    }

    private static void Remove(string folder)
    {
        if (!Directory.Exists(folder)) return;
        RemoveLeftovers(folder);
        System.IO.File.Delete(Path.Combine(folder, StoredDocument.FileName));
        if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }

    // Of writers that were killed; who holds the lock is the only one there is.
    private static void RemoveLeftovers(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, ".*.tmp")) System.IO.File.Delete(file);
    }

    // In its place: another file under this name would be another lock.
    private async Task UpgradeAsync()
    {
        using var held = await LockAsync(CancellationToken.None);
        Overwrite(held, StoreFile.TextFor(Kind));
    }

    private static void Overwrite(FileStream file, ReadOnlySpan<byte> content)
    {
        file.Write(content);
        file.SetLength(content.Length);
        file.Flush(flushToDisk: true);
    }

    private static void WriteFile(string path, ReadOnlySpan<byte> content)
    {
        if (DurableFile.Write(path, content, Readable) is { } failure) throw new StoreFailure(failure);
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(File, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
            {
                if (time.GetElapsedTime(since) > Patience) throw new StoreFailure(new Diagnostic(StoreRules.Busy, $"another process has held the store {root} for {Patience.TotalSeconds:0} s") { Cause = FileFailure.From("lock", File, e) });
                await Task.Delay(Poll, time, cancellation);
            }
        }
    }
}
