using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Text;

namespace Operon.Releases.Stores.Folders;

/// <summary>What lies in the folder of a store at this moment.</summary>
/// <param name="root">The folder of the store.</param>
/// <param name="redo">Changes under way.</param>
/// <param name="indexFile">Where its index is kept; null: nowhere.</param>
/// <param name="time">The clock.</param>
internal sealed class FolderView(string root, RedoLog redo, string? indexFile, TimeProvider time) : DocumentView
{
    // What so many folders hold is found faster by reading them than with an index that must be read first.
    private const int FewFolders = 256;
    private const int MostTries = 5;

    private readonly Lock gate = new();
    private readonly string documents = Path.Combine(root, "refs");
    private readonly FolderIndex? index = indexFile is null || OperatingSystem.IsWindows() ? null : new FolderIndex(Path.Combine(root, "refs"), indexFile, time);

    /// <summary>The folder of a document.</summary>
    public string FolderOf(string reference) => Path.Combine(documents, reference);

    /// <inheritdoc/>
    public override StoredDocument? Load(string reference)
    {
        if (!IsPlace(reference)) return null;
        if (redo.Read() is { } changes && changes.TryGetValue(reference, out var changed)) return changed;
        var path = Path.Combine(documents, reference, StoredDocument.FileName);
        try
        {
            // Most of what is asked for is not there, and an exception takes its time.
            if (!File.Exists(path)) return null;
            var parsed = StoredDocument.Parse(File.ReadAllBytes(path), path);
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
    protected override IReadOnlyList<string>? DifferingFrom(DocumentView earlier) => null;

    /// <inheritdoc/>
    public override bool Exists(string reference)
    {
        if (!IsPlace(reference)) return false;
        return redo.Read() is { } changes && changes.TryGetValue(reference, out var changed) ? changed is not null : File.Exists(Path.Combine(documents, reference, StoredDocument.FileName));
    }

    /// <inheritdoc/>
    public override IEnumerable<string> List(ReferencePattern pattern)
    {
        if (pattern.IsExact) return Exists(pattern.Prefix) ? [pattern.Prefix] : [];
        for (var tries = 1; ; tries++)
        {
            // A change of several documents makes and removes a file in the folder of the store: what was found meanwhile may be half of it.
            var before = TimesOf(root);
            var found = Find(pattern);
            if (TimesOf(root) == before || tries == MostTries) return found;
        }
    }

    /// <summary>Keeps what the next command need not find out again.</summary>
    public void Save()
    {
        if (!OperatingSystem.IsWindows()) index?.Save();
    }

    private static (ulong, long, DateTimeOffset)? TimesOf(string folder) => OperatingSystem.IsWindows() ? null : FileStatus.Stamp(folder);

    private List<string> Find(ReferencePattern pattern)
    {
        List<string> found;
        try
        {
            found = Walk(pattern);
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

    private List<string> Walk(ReferencePattern pattern)
    {
        var found = new List<string>();
        var left = index is null ? int.MaxValue : FewFolders;
        if (Walk(documents, "", new PatternWalk(pattern), pattern, found, ref left) || OperatingSystem.IsWindows()) return found;
        lock (gate) return new FolderWalk(documents, pattern, index!).Find();
    }

    // False: there are more folders than it may read.
    private static bool Walk(string folder, string reference, PatternWalk walk, ReferencePattern pattern, List<string> found, ref int left)
    {
        if (reference.Length > 0 && pattern.IsMatch(reference) && File.Exists(Path.Combine(folder, StoredDocument.FileName))) found.Add(reference);
        if (walk.IsOver) return true;
        if (walk.OnlyName is { } only) return Enter(only, ref left);
        if (!Directory.Exists(folder)) return true;
        if (left-- == 0) return false;
        foreach (var name in Directory.EnumerateDirectories(folder).Select(Path.GetFileName))
        {
            if (!Enter(name!, ref left)) return false;
        }

        return true;

        bool Enter(string name, ref int left)
        {
            var below = walk.Enter(name);
            var path = Path.Combine(folder, name);
            if (below.IsDead || (walk.OnlyName is not null && !Directory.Exists(path))) return true;
            return Walk(path, reference.Length == 0 ? name : $"{reference}/{name}", below, pattern, found, ref left);
        }
    }

    // References come from people and from other people's stores; none of them leads out of the folder.
    private static bool IsPlace(string reference) => reference.Length > 0 && !reference.Split('/').Any(s => s is "" or "." or "..") && !reference.Contains('\0', StringComparison.Ordinal);
}
