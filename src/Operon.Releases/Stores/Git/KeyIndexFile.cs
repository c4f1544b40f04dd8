using Operon.Git;
using Operon.Git.Objects;
using Operon.Host.Files;
using Operon.Releases.Documents;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores.Git;

/// <summary>
/// Keeps the index of a store in a file, so that the next process needs neither a walk over the tree nor over history. Several processes may
/// write it; each writes a whole one. A file that is missing, damaged, of another version or of a tree that is gone is made anew. What changes
/// afterwards is noted in a file beside it (<see cref="KeyLog"/>).
/// </summary>
/// <param name="path">The file.</param>
/// <param name="repository">Holds the trees.</param>
/// <param name="documents">Reads contents.</param>
internal sealed class KeyIndexFile(string path, GitRepository repository, DocumentReader documents)
{
    // One more commit costs what is read for it, a new file what all documents take.
    private const int FewChanges = 256;
    private const int ShareOfChanges = 100;

    private const string DocumentsSuffix = "/" + StoredDocument.FileName;

    private readonly KeyLog log = new(path + "-log");
    private readonly CheckedFile check = new(path, path + "-checked");

    /// <summary>What a tree holds.</summary>
    /// <exception cref="StoreFailure">It cannot be read.</exception>
    public async Task<GitView> OpenAsync(ObjectId tree, CancellationToken cancellation)
    {
        if (Read() is { } index && (await MoveAsync(log.Read(new GitView(index, KeyChanges.None, index.Tree, documents)), tree, cancellation)).TryGet(out var view, out _)) return view;
        return await BuildAsync(tree, cancellation);
    }

    /// <summary>The view of another tree.</summary>
    public async Task<Result<GitView>> MoveAsync(GitView from, ObjectId tree, CancellationToken cancellation)
    {
        if (from.Tree == tree) return from;
        if (!(await repository.CompareAsync(from.Tree, tree, cancellation)).TryGet(out var differences, out var failure)) return failure;
        var changed = new Dictionary<string, ObjectId?>(StringComparer.Ordinal);
        foreach (var difference in differences)
        {
            if (difference.Path.EndsWith(DocumentsSuffix, StringComparison.Ordinal)) changed[difference.Path[..^DocumentsSuffix.Length]] = difference.Content;
        }

        return Extend(from, changed, tree);
    }

    /// <summary>The view of a tree of which it is known what has changed. It is noted beside the file, or, where that is much by now, the file is written anew.</summary>
    public GitView Extend(GitView from, IReadOnlyDictionary<string, ObjectId?> changes, ObjectId tree)
    {
        var view = from.With(changes, tree);
        var isMuch = view.Changes.Count > FewChanges + (view.Index.Count / ShareOfChanges);
        return isMuch || !log.Append(from.Tree, tree, changes) ? Compact(view) : view;
    }

    private GitView Compact(GitView view)
    {
        var builder = new KeyIndexBuilder();
        foreach (var (reference, content) in view.Index.All())
        {
            if (!view.Changes.TryGet(reference, out _)) builder.Add(reference, content);
        }

        var known = builder.Candidates.ToArray();
        builder.Candidates.Clear();
        foreach (var (reference, content) in view.Changes.All)
        {
            if (content is { } present) builder.Add(reference, present);
        }

        var targets = new Dictionary<string, string>(documents.Targets(builder.Candidates), StringComparer.Ordinal);
        foreach (var (reference, _) in known)
        {
            if (view.Index.TargetOf(reference) is { } target) targets[reference] = target;
        }

        return Keep(builder.Build(view.Tree, targets));
    }

    private async Task<GitView> BuildAsync(ObjectId tree, CancellationToken cancellation)
    {
        var builder = new KeyIndexBuilder();
        var text = new char[512];
        var failure = await repository.ListAsync(tree, (bytes, content) =>
        {
            if (!bytes.EndsWith("/@object.json"u8)) return;
            bytes = bytes[..^DocumentsSuffix.Length];
            if (text.Length < bytes.Length) text = new char[bytes.Length];
            builder.Add(text.AsSpan(0, System.Text.Encoding.UTF8.GetChars(bytes, text)), content);
        }, cancellation);
        if (failure is not null) throw new StoreFailure(failure);
        var targets = builder.Foresee();
        foreach (var (reference, target) in documents.Targets([.. builder.Candidates.Where(c => !targets.ContainsKey(c.Reference))])) targets[reference] = target;
        return Keep(builder.Build(tree, targets));
    }

    private GitView Keep(byte[] image)
    {
        // Whoever cannot write it goes on without: the next process makes one for itself.
        if (DurableFile.WriteUnsynced(path, image) is null)
        {
            log.Remove();
            check.Pass();
        }

        var index = KeyIndex.Parse(image)!;
        return new GitView(index, KeyChanges.None, index.Tree, documents);
    }

    private KeyIndex? Read()
    {
        try
        {
            if (!File.Exists(path)) return null;
            if (check.HasPassed())
            {
                var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
                return KeyIndex.Over(new KeyImage(file, checked((int)RandomAccess.GetLength(file)), path));
            }

            if (KeyIndex.Parse(File.ReadAllBytes(path)) is not { } index) return null;
            check.Pass();
            return index;
        }
        catch (Exception e) when (FileFailure.Covers(e) || e is OverflowException)
        {
            return null;
        }
    }
}
