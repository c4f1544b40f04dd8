using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Git.Objects;

/// <summary>
/// Makes a tree of another one by changing some of its files. Only the folders on the way to them are read and written, and those that it has
/// made itself are not read. Not safe for concurrent use.
/// </summary>
/// <param name="reader">Reads trees.</param>
public sealed class TreeEditor(ObjectReader reader)
{
    private const int MostParts = 200;
    private const int MostKept = 100_000;

    private readonly Dictionary<ObjectId, Dictionary<ByteString, TreeEntry>> made = [];
    private int kept;

    /// <summary>Changes files.</summary>
    /// <param name="root">The tree as it is.</param>
    /// <param name="changes">For a path its new content; null: it is removed. A folder without files goes too.</param>
    /// <param name="writer">Gets the new trees.</param>
    /// <returns>The new tree, or <see cref="GitRules.BadObject"/>, or <see cref="GitRules.Failed"/> where a file and a folder would have one name.</returns>
    public Result<ObjectId> Apply(ObjectId root, IEnumerable<KeyValuePair<string, ObjectId?>> changes, ObjectWriter writer)
    {
        var split = new List<Change>();
        foreach (var (path, content) in changes) split.Add(new Change(path.Split('/'), content));
        if (split.FirstOrDefault(c => c.Parts.Length > MostParts || c.Parts.Any(p => p is "" or "." or "..")) is { } bad) return new Diagnostic(GitRules.Failed, $"'{string.Join('/', bad.Parts)}' is no path in a repository");
        return Edit(root, 0, split, writer).TryGet(out var tree, out var failure) ? tree ?? ObjectId.EmptyTree : failure;
    }

    /// <summary>A folder of a tree that this has made, without reading.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="path">The folder.</param>
    /// <returns>Its tree, which may be empty; null: it has to be read.</returns>
    public ObjectId? FolderOf(ObjectId root, string path)
    {
        var at = root;
        foreach (var part in path.Split('/'))
        {
            if (!made.TryGetValue(at, out var entries)) return null;
            if (entries.GetValueOrDefault(part) is not { IsTree: true } entry) return ObjectId.EmptyTree;
            at = entry.Id;
        }

        return at;
    }

    // Null: nothing is left.
    private Result<ObjectId?> Edit(ObjectId? tree, int depth, IEnumerable<Change> changes, ObjectWriter writer)
    {
        if (!ReadTree(tree).TryGet(out var entries, out var failure)) return failure;
        foreach (var group in changes.GroupBy(c => c.Parts[depth]))
        {
            ByteString name = group.Key;
            var before = entries.GetValueOrDefault(name);
            var isFolder = group.First().Parts.Length > depth + 1;
            if (group.Any(c => c.Parts.Length > depth + 1 != isFolder) || (before is not null && before.IsTree != isFolder))
            {
                return new Diagnostic(GitRules.Failed, $"'{string.Join('/', group.First().Parts.Take(depth + 1))}' would be both a file and a folder");
            }

            var after = group.Last().Content;
            if (isFolder && !Edit(before?.Id, depth + 1, group, writer).TryGet(out after, out failure)) return failure;
            if (after is { } id) entries[name] = new TreeEntry(isFolder ? TreeEntry.TreeMode : before?.Mode ?? TreeEntry.FileMode, name, id);
            else entries.Remove(name);
        }

        if (entries.Count == 0) return (ObjectId?)null;
        var written = writer.Add(ObjectKind.Tree, TreeEntry.Write(entries.Values));
        Keep(written, entries);
        return written;
    }

    private void Keep(ObjectId tree, Dictionary<ByteString, TreeEntry> entries)
    {
        if (kept + entries.Count > MostKept)
        {
            made.Clear();
            kept = 0;
        }

        if (made.TryAdd(tree, entries)) kept += entries.Count;
    }

    private Result<Dictionary<ByteString, TreeEntry>> ReadTree(ObjectId? tree)
    {
        if (tree is not { } id || id == ObjectId.EmptyTree) return new Dictionary<ByteString, TreeEntry>();

        // What is made of it takes its place.
        if (made.Remove(id, out var known))
        {
            kept -= known.Count;
            return known;
        }

        if (!reader.Read(id.ToString()).TryGet(out var read, out var failure)) return failure;
        if (read is not { Kind: ObjectKind.Tree } || TreeEntry.Parse(read.Content) is not { } entries) return new Diagnostic(GitRules.BadObject, $"the folder {id} of the repository is missing or damaged");
        return entries.ToDictionary(e => e.Name);
    }

    private sealed record Change(string[] Parts, ObjectId? Content);
}
