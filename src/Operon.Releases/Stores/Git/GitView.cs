using Operon.Git.Objects;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Text;

namespace Operon.Releases.Stores.Git;

/// <summary>The documents of a tree: those of an index, with what has changed since it was made.</summary>
/// <param name="index">The index.</param>
/// <param name="changes">References with their new contents; null: it is gone.</param>
/// <param name="tree">The tree that both together are.</param>
/// <param name="documents">Reads contents.</param>
internal sealed class GitView(KeyIndex index, KeyChanges changes, ObjectId tree, DocumentReader documents) : DocumentView
{
    public KeyIndex Index => index;

    public KeyChanges Changes => changes;

    public ObjectId Tree => tree;

    /// <inheritdoc/>
    public override StoredDocument? Load(string reference) => ContentOf(reference) is { } content ? documents.Read(content, reference) : null;

    /// <inheritdoc/>
    public override bool Exists(string reference) => ContentOf(reference) is not null;

    /// <inheritdoc/>
    public override void Prepare(IReadOnlyCollection<string> references) => documents.Prepare([.. references.Select(r => ContentOf(Resolve(r))).OfType<ObjectId>()]);

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<string>> InputsOf(IReadOnlyList<string> references, Func<string, IReadOnlyList<string>> find)
    {
        ObjectId?[] contents = [.. references.Select(r => ContentOf(Resolve(r)))];
        documents.Prepare([.. contents.OfType<ObjectId>().Where(c => documents.Inputs.Find(c) is null)]);
        return [.. contents.Select((content, i) => (content is { } known ? documents.Inputs.Find(known) : null) ?? FindOut(content, references[i]))];

        IReadOnlyList<string> FindOut(ObjectId? content, string reference)
        {
            var found = find(reference);
            if (content is { } of) documents.Inputs.Add(of, found);
            return found;
        }
    }

    /// <inheritdoc/>
    public override string? TargetOf(string reference)
    {
        if (!KeyKinds.CanBeLink(reference.AsSpan(0, KeyKinds.GroupLength(reference)))) return null;
        return changes.TryGet(reference, out _) ? Load(reference)?.Target : index.TargetOf(reference);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> List(ReferencePattern pattern)
    {
        if (pattern.IsExact) return Exists(pattern.Prefix) ? [pattern.Prefix] : [];
        var found = index.List(pattern);
        changes.Apply(pattern, found);
        for (var i = 1; i < found.Count; i++)
        {
            if (BytewiseComparer.Instance.Compare(found[i - 1], found[i]) <= 0) continue;
            found.Sort(BytewiseComparer.Instance);
            break;
        }

        return found;
    }

    /// <summary>The same with further changes.</summary>
    public GitView With(IReadOnlyDictionary<string, ObjectId?> further, ObjectId newTree) => new(index, changes.With(further), newTree, documents);

    /// <inheritdoc/>
    protected override IReadOnlyList<string>? DifferingFrom(DocumentView earlier) => earlier is GitView view && ReferenceEquals(view.Index, index) ? changes.Differing(view.Changes) : null;

    private ObjectId? ContentOf(string reference) => changes.TryGet(reference, out var changed) ? changed : index.Find(reference);
}
