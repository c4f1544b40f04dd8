using Operon.Host.Files;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Text;

namespace Operon.Releases.Stores;

/// <summary>What lies in the folder of a store at this moment.</summary>
internal sealed class FolderView(string root, RedoLog redo) : DocumentView
{
    /// <summary>The name of the file that a document is in.</summary>
    public const string File = "@object.json";

    private readonly string documents = Path.Combine(root, "refs");

    /// <summary>The folder of a document.</summary>
    public string FolderOf(string reference) => Path.Combine(documents, reference);

    /// <inheritdoc/>
    public override StoredDocument? Load(string reference)
    {
        if (!IsPlace(reference)) return null;
        if (redo.Read() is { } changes && changes.TryGetValue(reference, out var changed)) return changed;
        var path = Path.Combine(documents, reference, File);
        try
        {
            // Most of what is asked for is not there, and an exception takes its time.
            if (!System.IO.File.Exists(path)) return null;
            var parsed = StoredDocument.Parse(System.IO.File.ReadAllBytes(path), path);
            return parsed.IsOk ? parsed.Value : throw new StoreFailure(parsed.Error!);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            throw new StoreFailure(FileFailure.From("read", path, e));
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string>? ChangedSince(DocumentView earlier) => null;

    /// <inheritdoc/>
    public override bool Exists(string reference)
    {
        if (!IsPlace(reference)) return false;
        return redo.Read() is { } changes && changes.TryGetValue(reference, out var changed) ? changed is not null : System.IO.File.Exists(Path.Combine(documents, reference, File));
    }

    /// <inheritdoc/>
    public override IEnumerable<string> List(ReferencePattern pattern)
    {
        if (pattern.IsExact) return Exists(pattern.Prefix) ? [pattern.Prefix] : [];
        var found = new List<string>();
        try
        {
            Walk(documents, "", new PatternWalk(pattern), pattern, found);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            throw new StoreFailure(FileFailure.From("read", documents, e));
        }

        if (redo.Read() is { } changes)
        {
            found.RemoveAll(changes.ContainsKey);
            found.AddRange(changes.Where(c => c.Value is not null && pattern.IsMatch(c.Key)).Select(c => c.Key));
        }

        found.Sort(BytewiseComparer.Instance);
        return found;
    }

    private static void Walk(string folder, string reference, PatternWalk walk, ReferencePattern pattern, List<string> found)
    {
        if (reference.Length > 0 && pattern.IsMatch(reference) && System.IO.File.Exists(Path.Combine(folder, File))) found.Add(reference);
        if (walk.IsOver) return;
        if (walk.OnlyName is { } only)
        {
            Enter(only);
            return;
        }

        if (!Directory.Exists(folder)) return;
        foreach (var name in Directory.EnumerateDirectories(folder).Select(Path.GetFileName)) Enter(name!);

        void Enter(string name)
        {
            var below = walk.Enter(name);
            var path = Path.Combine(folder, name);
            if (below.IsDead || (walk.OnlyName is not null && !Directory.Exists(path))) return;
            Walk(path, reference.Length == 0 ? name : $"{reference}/{name}", below, pattern, found);
        }
    }

    // References come from people and from other people's stores; none of them leads out of the folder.
    private static bool IsPlace(string reference) => reference.Length > 0 && !reference.Split('/').Any(s => s is "" or "." or "..") && !reference.Contains('\0', StringComparison.Ordinal);
}
