using System.Globalization;
using System.Text;
using Operon.Git.Objects;
using Operon.Releases.Documents;

namespace Operon.Releases.Stores.Git;

/// <summary>What changes that are committed together make of a tip.</summary>
internal sealed class GitBatch
{
    private const int MostTitle = 72;
    private const int MostSteps = 500;

    private readonly Dictionary<GitStore, StoreTransaction> changed = [];
    // Two that make the same of the same tip in the same second must not make the same commit: the remote would take it once, and tell both so.
    private readonly string id = Guid.NewGuid().ToString("N");

    private readonly StringBuilder steps = new();
    private readonly List<string> titles = [];
    private int stepCount;

    /// <summary>Runs changes one after the other, each on what those before it have made.</summary>
    public GitBatch(IEnumerable<PendingUpdate> updates)
    {
        foreach (var update in updates)
        {
            var below = changed.GetValueOrDefault(update.Store);
            if (update.Run(below ?? update.Store.View) is not { } transaction) continue;
            foreach (var (path, content) in update.Files) Files[path] = content;
            if (update.Files.Count + transaction.Changes.Count > 0) Describe(update, transaction);
            if (below is null) changed[update.Store] = transaction;
            else below.Absorb(transaction);
        }
    }

    /// <summary>Files beside the documents.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is to be written.</summary>
    public bool IsEmpty => Files.Count == 0 && changed.Values.All(t => t.Changes.Count == 0);

    /// <summary>For the history of the branch.</summary>
    public string Message
    {
        get
        {
            var title = string.Join("; ", titles.Distinct());
            var shown = title.Length <= MostTitle ? title : title[..MostTitle] + "…";
            var left = stepCount <= MostSteps ? "" : string.Create(CultureInfo.InvariantCulture, $"… and {stepCount - MostSteps} more\n");
            return $"{shown}\n\n{steps}{left}\nChange: {id}\n";
        }
    }

    /// <summary>The documents of a store that are changed; null: it is gone.</summary>
    public IEnumerable<KeyValuePair<string, StoredDocument?>> ChangesOf(GitStore store) => changed.GetValueOrDefault(store)?.Changes ?? Enumerable.Empty<KeyValuePair<string, StoredDocument?>>();

    /// <summary>Adds the documents that are new.</summary>
    /// <returns>For each store its changed documents by their contents.</returns>
    public Dictionary<GitStore, Dictionary<string, ObjectId?>> AddTo(ObjectWriter writer, DocumentReader documents)
    {
        var contents = new Dictionary<GitStore, Dictionary<string, ObjectId?>>();
        foreach (var (store, transaction) in changed)
        {
            var of = contents[store] = new(StringComparer.Ordinal);
            foreach (var (reference, document) in transaction.Changes)
            {
                of[reference] = document is null ? null : writer.Add(ObjectKind.Blob, document.ToUtf8());
                if (document is not null) documents.Remember(of[reference]!.Value, document);
            }
        }

        return contents;
    }

    private void Describe(PendingUpdate update, StoreTransaction transaction)
    {
        // A title is of one line: what follows it are steps.
        titles.Add(string.Concat(update.Title.Select(c => char.IsControl(c) ? ' ' : c)));
        foreach (var step in transaction.Steps.Concat(update.Files.Keys.Select(f => $"write {f}")))
        {
            if (++stepCount <= MostSteps) steps.Append(step).Append('\n');
        }
    }
}
