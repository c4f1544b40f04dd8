using Operon.Host.Files;

namespace Operon.Git.Objects;

/// <summary>
/// Adds what changes make to a repository: a few objects as files of their own, many as packs. Each file has another name at first, so that
/// nobody sees half of one. A commit of ten documents takes some milliseconds so, and a process of git's fast-import some tens, in a store of
/// 220,000 documents.
/// </summary>
/// <param name="folder">The repository, which is bare.</param>
public sealed class ObjectWriter(string folder)
{
    // What has a file of its own is read without git, on which short commands live. But such a file costs the disk more than what is in it, and
    // whoever pushes it compresses it again.
    private const int MostAlone = 100;

    // Each pack is one more place to look for every object, so a small one is replaced by one that has what comes next too.
    private const int MostTogether = 500;
    private const int LargestTogether = 1 << 20;

    private readonly Dictionary<ObjectId, NewObject> added = [];
    private readonly Dictionary<ObjectId, PackEntry> together = [];
    private string? growing;
    private string? replaced;
    private long length;
    private int alone;

    /// <summary>Adds an object, which is there when all have been written.</summary>
    /// <returns>Its name.</returns>
    public ObjectId Add(ObjectKind kind, ReadOnlySpan<byte> content)
    {
        var id = ObjectId.Of(kind, content);

        // Trees and commits are nearly always new: to look for them costs more than to write some again.
        if (!added.ContainsKey(id) && (kind != ObjectKind.Blob || !LooseObject.Exists(folder, id))) added.Add(id, new NewObject(kind, content.ToArray()));
        return id;
    }

    /// <summary>Writes what has been added.</summary>
    /// <exception cref="IOException">It cannot be written, see <see cref="FileFailure"/>.</exception>
    public void Write()
    {
        if (alone + added.Count < MostAlone)
        {
            foreach (var (id, made) in added) LooseObject.Write(folder, id, made);
            alone += added.Count;
        }
        else
        {
            Pack();
        }

        added.Clear();
    }

    private void Pack()
    {
        if (together.Count + added.Count > MostTogether) LetBe();
        foreach (var (id, made) in added)
        {
            var entry = PackEntry.Of(made);
            if (together.TryAdd(id, entry)) length += entry.Bytes.Length;
        }

        var place = PackFile.Write(folder, together);

        // Who has just looked which packs there are may still open the one before.
        if (replaced is not null && replaced != place) PackFile.Remove(replaced);
        replaced = growing == place ? null : growing;
        growing = place;
        if (together.Count >= MostTogether || length >= LargestTogether) LetBe();
    }

    // The last one stays, and what it has replaced is in it.
    private void LetBe()
    {
        together.Clear();
        length = 0;
        growing = null;
    }
}
