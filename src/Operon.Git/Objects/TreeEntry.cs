using System.Collections.Immutable;
using System.Text;
using Operon.Text;

namespace Operon.Git.Objects;

/// <summary>A name in a tree.</summary>
/// <param name="Mode">As git writes it: <c>100644</c>, <c>40000</c> for a tree.</param>
/// <param name="Name">One part of a path.</param>
/// <param name="Id">The object behind it.</param>
public sealed record TreeEntry(string Mode, ByteString Name, ObjectId Id)
{
    /// <summary>The mode of a file.</summary>
    public const string FileMode = "100644";

    /// <summary>The mode of a tree.</summary>
    public const string TreeMode = "40000";

    /// <summary>Whether it is a tree.</summary>
    public bool IsTree => Mode == TreeMode;

    /// <summary>Reads the content of a tree.</summary>
    /// <returns>Its entries; null when it is no tree.</returns>
    public static List<TreeEntry>? Parse(ReadOnlyMemory<byte> tree)
    {
        var entries = new List<TreeEntry>();
        while (!tree.IsEmpty)
        {
            var blank = tree.Span.IndexOf((byte)' ');
            var end = tree.Span.IndexOf((byte)0);
            if (blank < 1 || end < blank + 2 || tree.Length < end + 1 + ObjectId.Size) return null;
            var mode = tree.Span[..blank];
            entries.Add(new TreeEntry(mode.SequenceEqual("100644"u8) ? FileMode : mode.SequenceEqual("40000"u8) ? TreeMode : Encoding.ASCII.GetString(mode), new ByteString(tree[(blank + 1)..end]), new ObjectId(tree.Span[(end + 1)..])));
            tree = tree[(end + 1 + ObjectId.Size)..];
        }

        return entries;
    }

    /// <summary>The content of the tree of these entries.</summary>
    public static byte[] Write(IReadOnlyCollection<TreeEntry> entries)
    {
        using var tree = new MemoryStream();
        Span<byte> id = stackalloc byte[ObjectId.Size];
        var sorted = new TreeEntry[entries.Count];
        var count = 0;
        foreach (var entry in entries) sorted[count++] = entry;
        Array.Sort(sorted, Compare);
        foreach (var entry in sorted)
        {
            tree.Write(Encoding.ASCII.GetBytes(entry.Mode));
            tree.WriteByte((byte)' ');
            tree.Write(entry.Name.Span);
            tree.WriteByte(0);
            entry.Id.CopyTo(id);
            tree.Write(id);
        }

        return tree.ToArray();
    }

    // git orders a tree as if its name had a slash at the end.
    private static int Compare(TreeEntry one, TreeEntry other)
    {
        var shared = one.Name.Span.CommonPrefixLength(other.Name.Span);
        return At(one.Name.Span, one.IsTree).CompareTo(At(other.Name.Span, other.IsTree));

        // What a name that is at its end has there comes before all else.
        int At(ReadOnlySpan<byte> bytes, bool isTree) => shared < bytes.Length ? bytes[shared] : isTree && shared == bytes.Length ? '/' : -1;
    }

    internal static ImmutableArray<ByteString> Split(string path) => [.. path.Split('/').Select(p => new ByteString(p))];
}
