using System.Buffers.Binary;
using System.Text;
using Operon.Git.Objects;
using Operon.Host.Files;
using Operon.Journal.Frames;

namespace Operon.Releases.Stores.Git;

/// <summary>
/// What has changed since the file of an index was written, so that the next process has not to ask git for it: a file with one entry for each
/// step from a tree to the next, put behind those before. Several processes may write it; who reads takes those entries that continue one
/// another from the tree of the index on, so that each says only what is so, whoever wrote what before.
/// </summary>
/// <param name="path">The file.</param>
/// <remarks>
/// An entry is the length of its body and the sum of it, four bytes each, little-endian; the body is both trees, then for each change a byte, 1
/// where there is a content and 0 where it is gone, the name of the content, the length of the reference, two bytes, and the reference.
/// Nothing is read behind an entry that is not whole, and the next one takes its place.
/// </remarks>
internal sealed class KeyLog(string path)
{
    private const int MostLength = 4 << 20;
    private const int Head = 2 * sizeof(uint);
    private const int Trees = 2 * ObjectId.Size;
    private const int Fixed = 1 + ObjectId.Size + sizeof(ushort);

    private long? torn;

    /// <summary>An index with what has changed since.</summary>
    public GitView Read(GitView index)
    {
        var file = ReadFile();
        var changed = new Dictionary<string, ObjectId?>(StringComparer.Ordinal);
        var tree = index.Tree;
        var at = 0;
        while (BodyAt(file.AsSpan(at)) is { Length: >= Trees } body)
        {
            if (new ObjectId(body) == tree)
            {
                if (!Apply(body[Trees..], changed)) break;
                tree = new ObjectId(body[ObjectId.Size..]);
            }

            at += Head + body.Length;
        }

        torn = at < file.Length ? at : null;
        return tree == index.Tree ? index : index.With(changed, tree);
    }

    /// <summary>Adds a step.</summary>
    /// <returns>Whether the file can go on; false: it is long enough. Where it cannot be written, the next process asks git.</returns>
    public bool Append(ObjectId from, ObjectId to, IReadOnlyDictionary<string, ObjectId?> changes)
    {
        using var entry = new MemoryStream();
        entry.Write(stackalloc byte[Head + Trees]);
        Span<byte> part = stackalloc byte[Fixed];
        foreach (var (reference, content) in changes)
        {
            var text = Encoding.UTF8.GetBytes(reference);
            if (text.Length > ushort.MaxValue) return false;
            part.Clear();
            part[0] = content is null ? (byte)0 : (byte)1;
            content?.CopyTo(part[1..]);
            BinaryPrimitives.WriteUInt16LittleEndian(part[(1 + ObjectId.Size)..], (ushort)text.Length);
            entry.Write(part);
            entry.Write(text);
        }

        var bytes = entry.GetBuffer().AsSpan(0, (int)entry.Length);
        from.CopyTo(bytes[Head..]);
        to.CopyTo(bytes[(Head + ObjectId.Size)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)(bytes.Length - Head));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[sizeof(uint)..], Crc32C.Of(bytes[Head..]));
        return Append(bytes);
    }

    /// <summary>Forgets all: the file of the index has it.</summary>
    public void Remove()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // Nothing in it continues the new index, or it is so all the same.
        }
    }

    // Empty: there is none that is whole.
    private static ReadOnlySpan<byte> BodyAt(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < Head) return [];
        var length = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (length > rest.Length - Head) return [];
        var body = rest.Slice(Head, (int)length);
        return Crc32C.Of(body) == BinaryPrimitives.ReadUInt32LittleEndian(rest[sizeof(uint)..]) ? body : [];
    }

    private bool Append(ReadOnlySpan<byte> entry)
    {
        try
        {
            using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });
            if (torn is { } whole && whole < file.Length) file.SetLength(whole);
            torn = null;
            if (file.Length + entry.Length > MostLength) return false;
            file.Position = file.Length;
            file.Write(entry);
            return true;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return true;
        }
    }

    private static bool Apply(ReadOnlySpan<byte> body, Dictionary<string, ObjectId?> changed)
    {
        while (!body.IsEmpty)
        {
            if (body.Length < Fixed) return false;
            var length = BinaryPrimitives.ReadUInt16LittleEndian(body[(1 + ObjectId.Size)..]);
            if (body.Length < Fixed + length) return false;
            changed[Encoding.UTF8.GetString(body.Slice(Fixed, length))] = body[0] == 0 ? null : new ObjectId(body[1..]);
            body = body[(Fixed + length)..];
        }

        return true;
    }

    private byte[] ReadFile()
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : [];
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return [];
        }
    }
}
