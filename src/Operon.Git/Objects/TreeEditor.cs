using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Git.Objects;

/// <summary>Makes a tree of another one by changing some of its files. Only the folders on the way to them are read and written.</summary>
/// <param name="reader">Reads trees.</param>
/// <param name="writer">Gets the new ones.</param>
public sealed class TreeEditor(ObjectReader reader, ObjectWriter writer)
{
    private const int MostParts = 200;

    /// <summary>Changes files.</summary>
    /// <param name="root">The tree as it is.</param>
    /// <param name="changes">For a path its new content; null: it is removed. A folder without files goes too.</param>
    /// <returns>The new tree, or <see cref="GitRules.BadObject"/>, or <see cref="GitRules.Failed"/> where a file and a folder would have one name.</returns>
    public Result<ObjectId> Apply(ObjectId root, IEnumerable<KeyValuePair<string, ObjectId?>> changes)
    {
        var split = new List<Change>();
        foreach (var (path, content) in changes) split.Add(new Change(path.Split('/'), content));
        if (split.FirstOrDefault(c => c.Parts.Length > MostParts || c.Parts.Any(p => p is "" or "." or "..")) is { } bad) return new Diagnostic(GitRules.Failed, $"'{string.Join('/', bad.Parts)}' is no path in a repository");
        return Edit(root, 0, split).TryGet(out var tree, out var failure) ? tree ?? ObjectId.EmptyTree : failure;
    }

    // Null: nothing is left.
    private Result<ObjectId?> Edit(ObjectId? tree, int depth, IEnumerable<Change> changes)
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
            if (isFolder && !Edit(before?.Id, depth + 1, group).TryGet(out after, out failure)) return failure;
            if (after is { } id) entries[name] = new TreeEntry(isFolder ? TreeEntry.TreeMode : before?.Mode ?? TreeEntry.FileMode, name, id);
            else entries.Remove(name);
        }

        return entries.Count == 0 ? (ObjectId?)null : writer.Add(ObjectKind.Tree, TreeEntry.Write(entries.Values));
    }

    private Result<Dictionary<ByteString, TreeEntry>> ReadTree(ObjectId? tree)
    {
        if (tree is not { } id || id == ObjectId.EmptyTree) return new Dictionary<ByteString, TreeEntry>();
        if (!reader.Read(id.ToString()).TryGet(out var read, out var failure)) return failure;
        if (read is not { Kind: ObjectKind.Tree } || TreeEntry.Parse(read.Content) is not { } entries) return new Diagnostic(GitRules.BadObject, $"the folder {id} of the repository is missing or damaged");
        return entries.ToDictionary(e => e.Name);
    }

    private sealed record Change(string[] Parts, ObjectId? Content);
}
