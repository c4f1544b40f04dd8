using Operon.Host.Files;
using Operon.Releases.Documents;
using Operon.Text;
using Operon.Text.Json;

namespace Operon.Releases.Stores.Folders;

/// <summary>
/// What a change of several documents is about to make of a folder. While it is there the change counts, whether its files are written or
/// not: readers look into it first, and whoever finds it after a crash finishes the work.
/// </summary>
/// <param name="root">The folder of the store.</param>
internal sealed class RedoLog(string root)
{
    /// <summary>The name of its file, which is there for as long as a change takes.</summary>
    public const string Name = ".operon-redo";

    private const UnixFileMode Readable = (UnixFileMode)0b110_100_100;

    private readonly string path = Path.Combine(root, Name);
    private (byte[] Text, IReadOnlyDictionary<string, StoredDocument?> Changes)? known;

    /// <summary>Writes it; from then on the change has happened.</summary>
    public void Write(IReadOnlyDictionary<string, StoredDocument?> changes)
    {
        var json = new JsonObject(changes.Select(c => new KeyValuePair<string, JsonValue>(c.Key, c.Value is null ? JsonNull.Instance : JsonValue.Parse(c.Value.ToUtf8()).Value)));
        if (DurableFile.Write(path, json.ToUtf8(), Readable) is { } failure) throw new StoreFailure(failure);
    }

    /// <summary>Removes it; its files are written.</summary>
    public void Remove() => File.Delete(path);

    /// <summary>What it says.</summary>
    /// <returns>The documents by their references, null for those that go; null: there is no change under way.</returns>
    /// <exception cref="StoreFailure">It cannot be read.</exception>
    public IReadOnlyDictionary<string, StoredDocument?>? Read()
    {
        // Nearly always.
        if (!File.Exists(path)) return null;
        try
        {
            // Two changes may be of one length, and of one moment of the clock of files: only what it says tells them apart.
            var text = File.ReadAllBytes(path);
            if (known is var (last, said) && text.AsSpan().SequenceEqual(last)) return said;
            var parsed = JsonValue.Parse(text);
            if (!parsed.TryGet(out var json, out var failure)) throw new StoreFailure(failure);
            var changes = new SortedDictionary<string, StoredDocument?>(BytewiseComparer.Instance);
            foreach (var (reference, document) in ((JsonObject)json).Properties)
            {
                changes[reference] = document is JsonNull ? null : StoredDocument.Parse(document.ToUtf8(), path).TryGet(out var read, out failure) ? read : throw new StoreFailure(failure);
            }

            known = (text, changes);
            return changes;
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
}
