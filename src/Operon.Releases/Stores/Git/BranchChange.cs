using System.Globalization;
using System.Text;
using Operon.Git.Objects;

namespace Operon.Releases.Stores.Git;

/// <summary>What changes that are committed together make of one branch.</summary>
internal sealed class BranchChange
{
    private const int MostTitle = 72;
    private const int MostSteps = 500;

    // Two that make the same of the same tip in the same second must not make the same commit: the remote would take it once, and tell both so.
    private readonly string id = Guid.NewGuid().ToString("N");

    private readonly StringBuilder steps = new();
    private readonly List<string> titles = [];
    private int stepCount;

    /// <summary>Files beside the documents.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>What is changed in the stores of the branch.</summary>
    public Dictionary<GitStore, StoreTransaction> Stores { get; } = [];

    /// <summary>Whether nothing is to be written.</summary>
    public bool IsEmpty => Files.Count == 0 && Stores.Values.All(t => t.Changes.Count == 0);

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

    /// <summary>Adds what a change makes of a store, on top of those before it.</summary>
    public void Add(GitStore store, string title, StoreTransaction transaction)
    {
        if (transaction.Changes.Count > 0) Describe(title, transaction.Steps);
        if (!Stores.TryAdd(store, transaction)) Stores[store].Absorb(transaction);
    }

    /// <summary>Adds files of a change.</summary>
    public void Add(string title, IReadOnlyDictionary<string, byte[]> files)
    {
        if (files.Count == 0) return;
        foreach (var (path, content) in files) Files[path] = content;
        Describe(title, files.Keys.Select(f => $"write {f}"));
    }

    /// <summary>Adds the documents that are new to a repository.</summary>
    /// <returns>For each store its changed documents by their contents.</returns>
    public Dictionary<GitStore, Dictionary<string, ObjectId?>> WriteTo(ObjectWriter writer, DocumentReader documents)
    {
        var contents = new Dictionary<GitStore, Dictionary<string, ObjectId?>>();
        foreach (var (store, transaction) in Stores)
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

    private void Describe(string title, IEnumerable<string> all)
    {
        // A title is of one line: what follows it are steps.
        titles.Add(string.Concat(title.Select(c => char.IsControl(c) ? ' ' : c)));
        foreach (var step in all)
        {
            if (++stepCount <= MostSteps) steps.Append(step).Append('\n');
        }
    }
}
