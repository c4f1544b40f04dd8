using System.Runtime.Versioning;
using Operon.Releases.References;

namespace Operon.Releases.Stores.Folders;

/// <summary>Finds the documents that match a pattern, in the folders of an index.</summary>
/// <param name="documents">The folder of documents.</param>
/// <param name="pattern">The pattern.</param>
/// <param name="index">The index.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class FolderWalk(string documents, ReferencePattern pattern, FolderIndex index)
{
    private readonly List<string> found = [];

    /// <summary>What matches, in no order.</summary>
    public List<string> Find()
    {
        if (index.Root is { } root) Visit(root, documents, new PatternWalk(pattern));
        return found;
    }

    private void Visit(FolderNode node, string path, PatternWalk walk)
    {
        if (node.HasDocument && path.Length > documents.Length && path[(documents.Length + 1)..] is var reference && pattern.IsMatch(reference)) found.Add(reference);
        if (walk.IsOver) return;
        foreach (var below in node.Below)
        {
            var next = walk.Enter(below.Name);
            if (next.IsDead) continue;
            var there = $"{path}/{below.Name}";
            if (index.Check(below, there)) Visit(below, there, next);
        }
    }
}
