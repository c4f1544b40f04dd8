using System.Collections.Concurrent;
using System.Text;
using Operon.Git.Objects;
using Operon.Host.Files;

namespace Operon.Releases.Stores.Git;

/// <summary>
/// What contents of documents read, kept in a file, so that the next process need not read thousands of documents to know which of them a change
/// concerns. A content is always the same, so a note is never out of date. A file that is missing or damaged says nothing. Safe for concurrent use.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class InputNotes(string path)
{
    private const char Between = '\t';
    private const int MostNotes = 100_000;

    private readonly ConcurrentDictionary<ObjectId, IReadOnlyList<string>> used = new();
    private readonly Lazy<Dictionary<ObjectId, IReadOnlyList<string>>> read = new(() => Read(path));
    private int isChanged;

    /// <summary>What is noted of a content; null: nothing.</summary>
    public IReadOnlyList<string>? Find(ObjectId content)
    {
        if (used.TryGetValue(content, out var names)) return names;
        if (!read.Value.TryGetValue(content, out names)) return null;
        used[content] = names;
        return names;
    }

    /// <summary>Notes what was found out.</summary>
    public void Add(ObjectId content, IReadOnlyList<string> names)
    {
        if (names.Any(n => n.Length == 0 || n.AsSpan().ContainsAnyInRange('\0', '\x1f')) || !used.TryAdd(content, names)) return;
        Volatile.Write(ref isChanged, 1);
    }

    /// <summary>Writes down what this process has used, if some of it is new. Whoever cannot goes on without.</summary>
    public void Save()
    {
        if (Interlocked.Exchange(ref isChanged, 0) == 0 || used.Count > MostNotes) return;
        var text = new StringBuilder();
        foreach (var (content, names) in used)
        {
            text.Append(content.ToString());
            foreach (var name in names) text.Append(Between).Append(name);
            text.Append('\n');
        }

        _ = DurableFile.WriteUnsynced(path, SummedText.Write(text.ToString()));
    }

    private static Dictionary<ObjectId, IReadOnlyList<string>> Read(string path)
    {
        var notes = new Dictionary<ObjectId, IReadOnlyList<string>>();
        foreach (var line in SummedText.Read(path)?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            if (line.Split(Between) is [var digits, .. var names] && ObjectId.Parse(digits) is { } content) notes[content] = names;
        }

        return notes;
    }
}
