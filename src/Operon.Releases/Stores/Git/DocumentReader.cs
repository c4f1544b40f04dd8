using System.Collections.Concurrent;
using Operon.Git.Objects;
using Operon.Releases.Documents;

namespace Operon.Releases.Stores.Git;

/// <summary>Reads the contents of documents, each once.</summary>
/// <param name="objects">Reads them.</param>
/// <param name="inputs">What is known of contents without reading them.</param>
internal sealed class DocumentReader(ObjectReader objects, InputNotes inputs)
{
    private const int MostKept = 20_000;
    private const int Few = 10;

    private readonly ConcurrentDictionary<ObjectId, StoredDocument> kept = new();

    /// <summary>What is known of contents without reading them.</summary>
    public InputNotes Inputs => inputs;

    /// <summary>The document of a content.</summary>
    /// <exception cref="StoreFailure">It cannot be read.</exception>
    public StoredDocument Read(ObjectId content, string reference)
    {
        if (kept.TryGetValue(content, out var known)) return known;
        var read = objects.Read(content.ToString());
        return Keep(content, read.IsOk ? read.Value : throw new StoreFailure(read.Error!), reference);
    }

    /// <summary>Reads many contents at once, as far as they can be read and kept.</summary>
    public void Prepare(IReadOnlyList<ObjectId> contents)
    {
        ObjectId[] missing = [.. contents.Where(c => !kept.ContainsKey(c)).Distinct()];
        if (missing.Length is < Few or > MostKept || !objects.ReadAll([.. missing.Select(c => c.ToString())]).TryGet(out var read, out _)) return;
        for (var i = 0; i < missing.Length; i++)
        {
            if (read[i] is { } found && StoredDocument.Parse(found.Content, "").TryGet(out var document, out _)) Remember(missing[i], document);
        }
    }

    /// <summary>Where those of some documents lead that are links.</summary>
    /// <exception cref="StoreFailure">One cannot be read.</exception>
    public IReadOnlyDictionary<string, string> Targets(IReadOnlyList<(string Reference, ObjectId Content)> documents)
    {
        var read = objects.ReadAll([.. documents.Select(d => d.Content.ToString())]);
        if (!read.IsOk) throw new StoreFailure(read.Error!);
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < documents.Count; i++)
        {
            // One that is damaged is told of by whoever reads it; the others can be used.
            if (read.Value[i] is { } found && StoredDocument.Parse(found.Content, documents[i].Reference).TryGet(out var document, out _) && document.Target is { } target) targets[documents[i].Reference] = target;
        }

        return targets;
    }

    /// <summary>Takes a document that was just written.</summary>
    public void Remember(ObjectId content, StoredDocument document)
    {
        if (kept.Count >= MostKept) kept.Clear();
        kept[content] = document;
    }

    private StoredDocument Keep(ObjectId content, GitObject? found, string reference)
    {
        if (found is null) throw new StoreFailure(new(Operon.Git.GitRules.BadObject, $"the document {reference} is not in the copy of its repository") { Fix = "remove the copy; it is made anew" });
        var parsed = StoredDocument.Parse(found.Content, reference);
        var document = parsed.IsOk ? parsed.Value : throw new StoreFailure(parsed.Error!);
        Remember(content, document);
        return document;
    }
}
