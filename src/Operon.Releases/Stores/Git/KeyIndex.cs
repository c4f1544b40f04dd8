using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Operon.Git.Objects;
using Operon.Releases.References;

namespace Operon.Releases.Stores.Git;

/// <summary>
/// All references of a tree of documents, with the names of their contents and the targets of links. It is made of the tree alone, so it can
/// be thrown away at any time.
/// </summary>
/// <remarks>
/// A reference is cut behind its release. What is before is a group: groups are few and sorted. What is behind repeats from release to
/// release, so each such text is there once, with its kind (<see cref="KeyKinds"/>), and a document is its number and the name of its
/// content. A group holds the set of the kinds in it, so a query for what is rare looks at one word for each release and passes on.
/// The numbers are little-endian; all sections follow the header without gaps, in the order of the properties below.
/// </remarks>
internal sealed class KeyIndex
{
    public const int SumAt = 8;
    public const int TreeAt = 12;
    public const int CountsAt = 32;
    public const int HeaderLength = 64;

    /// <summary>In the set of kinds of a group: its release is the current one.</summary>
    public const ulong CurrentBit = 1UL << 63;

    private const int Counts = 7;
    private const int RecordRests = 4;
    private const int Ids = 7;
    private const int MostOnStack = 1024;

    private readonly KeyImage image;
    private readonly int[] starts;
    private readonly int groups;
    private readonly int rests;
    private readonly string?[] restTexts;

    private KeyIndex(KeyImage image, int[] counts, int[] starts)
    {
        this.image = image;
        this.starts = starts;
        (groups, rests, Count) = (counts[0], counts[1], counts[2]);
        Tree = new ObjectId(image.Slice(TreeAt, ObjectId.Size));
        restTexts = new string?[rests];
    }

    /// <summary>What the image begins with: the format and its version.</summary>
    public static ReadOnlySpan<byte> Magic => "OPKEYS01"u8;

    /// <summary>An index of nothing.</summary>
    public static KeyIndex Empty { get; } = Parse(new KeyIndexBuilder().Build(ObjectId.EmptyTree, new Dictionary<string, string>()))!;

    /// <summary>The tree that it is about.</summary>
    public ObjectId Tree { get; }

    /// <summary>How many documents there are, links included.</summary>
    public int Count { get; }

    private ReadOnlySpan<ulong> Masks => MemoryMarshal.Cast<byte, ulong>(Section(0));

    private ReadOnlySpan<uint> GroupEnds => MemoryMarshal.Cast<byte, uint>(Section(1));

    private ReadOnlySpan<uint> Firsts => MemoryMarshal.Cast<byte, uint>(Section(2));

    private ReadOnlySpan<uint> RestEnds => MemoryMarshal.Cast<byte, uint>(Section(3));

    private ReadOnlySpan<uint> Links => MemoryMarshal.Cast<byte, uint>(Section(5));

    private ReadOnlySpan<uint> LinkEnds => MemoryMarshal.Cast<byte, uint>(Section(6));

    private ReadOnlySpan<byte> Kinds => Section(8);

    private ReadOnlySpan<byte> GroupBytes => Section(9);

    private ReadOnlySpan<byte> RestBytes => Section(10);

    private ReadOnlySpan<byte> LinkBytes => Section(11);

    /// <summary>Reads an image.</summary>
    /// <returns>The index; null: it is none, of another version, or damaged.</returns>
    public static KeyIndex? Parse(byte[] image) =>
        image.Length >= HeaderLength && BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(SumAt)) == Sum(image) ? Over(new KeyImage(image)) : null;

    /// <summary>The index of an image that is known to be whole.</summary>
    /// <returns>The index; null: it is none, or of another version.</returns>
    public static KeyIndex? Over(KeyImage image)
    {
        if (image.Length < HeaderLength) return null;
        var header = image.Slice(0, HeaderLength);
        if (!header.StartsWith(Magic)) return null;
        var counts = new int[Counts];
        for (var i = 0; i < Counts; i++) counts[i] = BinaryPrimitives.ReadInt32LittleEndian(header[(CountsAt + (i * sizeof(int)))..]);
        var (groups, rests, records, links) = (counts[0], counts[1], counts[2], counts[3]);
        int[] lengths = [8 * groups, 4 * groups, 4 * groups, 4 * rests, 4 * records, 4 * links, 4 * links, ObjectId.Size * records, rests, counts[4], counts[5], counts[6]];
        int[] ends = [.. lengths.Aggregate(new List<int> { HeaderLength }, (s, length) => [.. s, s[^1] + length])];
        return ends[^1] == image.Length ? new KeyIndex(image, counts, ends) : null;
    }

    /// <summary>The sum that tells whether an image is whole.</summary>
    public static uint Sum(ReadOnlySpan<byte> image)
    {
        var body = image[TreeAt..];
        var words = MemoryMarshal.Cast<byte, ulong>(body);

        // Four at once: the processor can begin one before the last is done.
        var (a, b, c, d) = (~0u, ~0u, ~0u, ~0u);
        var i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            a = BitOperations.Crc32C(a, words[i]);
            b = BitOperations.Crc32C(b, words[i + 1]);
            c = BitOperations.Crc32C(c, words[i + 2]);
            d = BitOperations.Crc32C(d, words[i + 3]);
        }

        for (; i < words.Length; i++) a = BitOperations.Crc32C(a, words[i]);
        foreach (var one in body[(words.Length * sizeof(ulong))..]) a = BitOperations.Crc32C(a, one);
        return BitOperations.Crc32C(BitOperations.Crc32C(BitOperations.Crc32C(a, b), c), d);
    }

    /// <summary>The name of the content of a document; null: there is none.</summary>
    public ObjectId? Find(string reference) => Record(reference) is >= 0 and var record ? IdOf(record) : null;

    /// <summary>Where a link leads; null for what is none.</summary>
    public string? TargetOf(string reference)
    {
        var record = Record(reference);
        if (record < 0) return null;
        var link = Links.BinarySearch((uint)record);
        return link < 0 ? null : Text(LinkBytes, LinkEnds, link);
    }

    /// <summary>The references that match, in the order of groups.</summary>
    public List<string> List(ReferencePattern pattern)
    {
        var found = new List<string>();
        var kinds = KeyKinds.For(pattern, out var isCurrent);
        var (from, to) = GroupsFor(pattern.Prefix);
        var masks = Masks;
        for (var group = from; group < to; group++)
        {
            var mask = masks[group];
            if ((mask & kinds) == 0 || (isCurrent is { } only && only != ((mask & CurrentBit) != 0))) continue;
            var name = Text(GroupBytes, GroupEnds, group);
            var kindOf = Kinds;
            foreach (var rest in RestsOf((int)Firsts[group], EndOf(group)))
            {
                if ((kinds >> kindOf[(int)rest] & 1) == 0) continue;
                var reference = name + RestText((int)rest);
                if (pattern.IsMatch(reference)) found.Add(reference);
            }
        }

        return found;
    }

    /// <summary>Everything.</summary>
    public IEnumerable<(string Reference, ObjectId Content)> All()
    {
        for (var group = 0; group < groups; group++)
        {
            var name = Text(GroupBytes, GroupEnds, group);
            for (var record = (int)Firsts[group]; record < EndOf(group); record++) yield return (name + RestText((int)RestsOf(record, record + 1)[0]), IdOf(record));
        }
    }

    private static int Find(ReadOnlySpan<byte> pool, ReadOnlySpan<uint> ends, int from, int to, ReadOnlySpan<byte> text)
    {
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (Slice(pool, ends, middle).SequenceCompareTo(text) < 0) from = middle + 1;
            else to = middle;
        }

        return from;
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> pool, ReadOnlySpan<uint> ends, int index)
    {
        var start = index == 0 ? 0 : (int)ends[index - 1];
        return pool[start..(int)ends[index]];
    }

    private static string Text(ReadOnlySpan<byte> pool, ReadOnlySpan<uint> ends, int index) => Encoding.UTF8.GetString(Slice(pool, ends, index));

    private string RestText(int rest) => restTexts[rest] ??= Text(RestBytes, RestEnds, rest);

    private ReadOnlySpan<byte> Section(int number) => image.Slice(starts[number], starts[number + 1] - starts[number]);

    // The two sections that are long are read in parts.
    private ReadOnlySpan<uint> RestsOf(int from, int to) => MemoryMarshal.Cast<byte, uint>(image.Slice(starts[RecordRests] + (from * sizeof(uint)), (to - from) * sizeof(uint)));

    private ObjectId IdOf(int record) => new(image.Slice(starts[Ids] + (record * ObjectId.Size), ObjectId.Size));

    private int EndOf(int group) => group + 1 < groups ? (int)Firsts[group + 1] : Count;

    // Negative: it is not there.
    private int Record(string reference)
    {
        var most = Encoding.UTF8.GetMaxByteCount(reference.Length);
        var buffer = most <= MostOnStack ? stackalloc byte[MostOnStack] : new byte[most];
        var length = KeyKinds.GroupLength(reference);
        var end = Encoding.UTF8.GetBytes(reference.AsSpan(0, length), buffer);
        ReadOnlySpan<byte> name = buffer[..end];
        var group = Find(GroupBytes, GroupEnds, 0, groups, name);
        if (group == groups || !Slice(GroupBytes, GroupEnds, group).SequenceEqual(name)) return -1;
        ReadOnlySpan<byte> text = buffer.Slice(end, Encoding.UTF8.GetBytes(reference.AsSpan(length), buffer[end..]));
        var rest = Find(RestBytes, RestEnds, 0, rests, text);
        if (rest == rests || !Slice(RestBytes, RestEnds, rest).SequenceEqual(text)) return -1;
        var (from, to) = ((int)Firsts[group], EndOf(group));
        var found = RestsOf(from, to).BinarySearch((uint)rest);
        return found < 0 ? -1 : from + found;
    }

    private (int From, int To) GroupsFor(string prefix)
    {
        var length = KeyKinds.GroupLength(prefix);
        var name = Encoding.UTF8.GetBytes(prefix[..length]);
        var from = Find(GroupBytes, GroupEnds, 0, groups, name);
        if (length < prefix.Length) return (from, from < groups && Slice(GroupBytes, GroupEnds, from).SequenceEqual(name) ? from + 1 : from);
        var to = from;
        for (var step = groups; step > 0; step /= 2)
        {
            while (to + step <= groups && Slice(GroupBytes, GroupEnds, to + step - 1).StartsWith(name)) to += step;
        }

        return (from, to);
    }
}
