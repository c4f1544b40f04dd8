using Operon.Host.Files;

namespace Operon.Git.Objects;

/// <summary>
/// Adds what one change makes to a repository: a few objects as files of their own, many as one pack. Each has another name at first, so that
/// nobody sees half of one. A commit of ten documents takes some milliseconds so, and a process of git's fast-import some tens, in a store of
/// 220,000 documents.
/// </summary>
/// <param name="folder">The repository, which is bare.</param>
public sealed class ObjectWriter(string folder)
{
    // A file of its own costs the disk more than what is in it, and whoever pushes it compresses it again. But each pack is one more place to
    // look for every object.
    private const int WorthPacking = 200;

    private readonly Dictionary<ObjectId, NewObject> added = [];

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
        if (added.Count < WorthPacking) foreach (var (id, made) in added) LooseObject.Write(folder, id, made);
        else PackFile.Write(folder, added);
        added.Clear();
    }
}
