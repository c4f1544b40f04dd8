using System.IO.Enumeration;
using System.Runtime.Versioning;
using System.Text;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Journal.Frames;
using Operon.Releases.Documents;

namespace Operon.Releases.Stores.Folders;

/// <summary>
/// Which folders a store has and which of them hold a document, kept in a file from command to command. Each folder is believed as long as its
/// times are those of then, so whoever writes beside this program is seen; only folders that were changed are read again. A file that is missing,
/// damaged or of another version is made anew.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
/// <param name="folder">The folder of documents.</param>
/// <param name="file">Where it is kept.</param>
/// <param name="time">The clock.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class FolderIndex(string folder, string file, TimeProvider time)
{
    // Where fewer were read anew, the next command reads them too: cheaper than a whole file for each.
    private const int FewReads = 256;
    private const int MostDepth = 1000;

    // Two changes within one tick of the clock of a file system have one time. The coarsest ticks are two seconds long.
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(3);

    private FolderNode? root;

    private static ReadOnlySpan<byte> Magic => "OPFOLD01"u8;

    /// <summary>How many folders were read since it was written down.</summary>
    public int Reads { get; private set; }

    /// <summary>The folder of documents, as it is now; null: there is none.</summary>
    public FolderNode? Root
    {
        get
        {
            root ??= Load() ?? new FolderNode("");
            return Check(root, folder) ? root : null;
        }
    }

    /// <summary>Sees to it that a folder is as it is now.</summary>
    /// <param name="node">The folder.</param>
    /// <param name="path">Where it is.</param>
    /// <returns>Whether it is there.</returns>
    public bool Check(FolderNode node, string path)
    {
        if (FileStatus.Stamp(path) is not var (inode, _, changed)) return false;
        var times = new FolderTimes(inode, changed.UtcTicks);
        return node.Times == times || Read(node, path, times, changed);
    }

    /// <summary>Writes it down where much was read. Whoever cannot goes on without.</summary>
    public void Save()
    {
        if (root is null || Reads <= FewReads) return;
        Reads = 0;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);

            // It need not outlive a loss of power, nor somebody who writes the same file; the sum tells whether it has.
            var temporary = file + ".tmp";
            File.WriteAllBytes(temporary, Image());
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // The next command reads the folders itself.
        }
    }

    private bool Read(FolderNode node, string path, FolderTimes times, DateTimeOffset changed)
    {
        Reads++;
        var known = node.Below.ToDictionary(b => b.Name, StringComparer.Ordinal);
        var below = new List<FolderNode>(node.Below.Length);
        node.HasDocument = false;
        try
        {
            foreach (var (name, isFolder) in new FileSystemEnumerable<(string Name, bool IsFolder)>(path, (ref FileSystemEntry e) => (e.FileName.ToString(), e.IsDirectory)))
            {
                if (isFolder) below.Add(known.GetValueOrDefault(name) ?? new FolderNode(name));
                else node.HasDocument |= name == StoredDocument.FileName;
            }
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }

        node.Below = [.. below];
        node.Times = time.GetUtcNow() - changed > LongestTick ? times : null;
        return true;
    }

    private byte[] Image()
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        using var nodes = new MemoryStream();
        using (var writer = new BinaryWriter(nodes, Encoding.UTF8, leaveOpen: true)) Write(writer, root!, names);
        using var image = new MemoryStream();
        image.Write(Magic);
        image.Write(stackalloc byte[sizeof(uint)]);
        using (var writer = new BinaryWriter(image, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write7BitEncodedInt(names.Count);
            foreach (var name in names.Keys) writer.Write(name);
        }

        nodes.WriteTo(image);
        var bytes = image.ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(Magic.Length), SumOf(bytes));
        return bytes;
    }

    private static void Write(BinaryWriter writer, FolderNode node, Dictionary<string, int> names)
    {
        if (!names.TryGetValue(node.Name, out var name)) names.Add(node.Name, name = names.Count);
        writer.Write7BitEncodedInt(name);
        writer.Write(node.Times?.Inode ?? 0);
        writer.Write(node.Times?.Changed ?? 0);
        writer.Write7BitEncodedInt((node.Below.Length << 1) | (node.HasDocument ? 1 : 0));
        foreach (var below in node.Below) Write(writer, below, names);
    }

    private FolderNode? Load()
    {
        try
        {
            if (!File.Exists(file)) return null;
            var bytes = File.ReadAllBytes(file);
            if (!bytes.AsSpan().StartsWith(Magic) || bytes.Length < Magic.Length + sizeof(uint) || BitConverter.ToUInt32(bytes, Magic.Length) != SumOf(bytes)) return null;
            using var reader = new BinaryReader(new MemoryStream(bytes, Magic.Length + sizeof(uint), bytes.Length - Magic.Length - sizeof(uint)), Encoding.UTF8);
            var names = new string[reader.Read7BitEncodedInt()];
            for (var i = 0; i < names.Length; i++) names[i] = reader.ReadString();
            return Read(reader, names, MostDepth);
        }
        catch (Exception e) when (FileFailure.Covers(e) || e is FormatException or IndexOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    private static FolderNode Read(BinaryReader reader, string[] names, int depth)
    {
        if (depth == 0) throw new FormatException();
        var node = new FolderNode(names[reader.Read7BitEncodedInt()]);
        var (inode, changed) = (reader.ReadUInt64(), reader.ReadInt64());
        if (changed != 0) node.Times = new FolderTimes(inode, changed);
        var content = reader.Read7BitEncodedInt();
        node.HasDocument = (content & 1) != 0;
        var below = new FolderNode[content >> 1];
        for (var i = 0; i < below.Length; i++) below[i] = Read(reader, names, depth - 1);
        node.Below = below;
        return node;
    }

    private static uint SumOf(ReadOnlySpan<byte> image) => Crc32C.Of(image[(Magic.Length + sizeof(uint))..]);
}
