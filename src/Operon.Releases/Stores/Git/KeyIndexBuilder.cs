using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Operon.Git.Objects;
using Operon.Releases.Documents;
using Operon.Text;

namespace Operon.Releases.Stores.Git;

/// <summary>
/// Makes the image of a <see cref="KeyIndex"/>. References come in any order; it is fast where those of one release come together.
/// </summary>
internal sealed class KeyIndexBuilder
{
    private const int Newest = 3;
    private const int MostInVain = 100;

    private readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> rests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> restsBySpan;
    private readonly List<string> restTexts = [];
    private readonly Dictionary<string, int> newest = new(StringComparer.Ordinal);
    private Group? last;
    private int records;

    public KeyIndexBuilder() => restsBySpan = rests.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The documents that may be links: those have to be looked into.</summary>
    public List<(string Reference, ObjectId Content)> Candidates { get; } = [];

    /// <summary>Adds a document.</summary>
    public void Add(ReadOnlySpan<char> reference, ObjectId content)
    {
        var length = KeyKinds.GroupLength(reference);
        var name = reference[..length];
        if (last is null || !name.SequenceEqual(last.Name)) last = GroupOf(name);
        var rest = reference[length..];
        if (!restsBySpan.TryGetValue(rest, out var number))
        {
            number = restTexts.Count;
            var text = rest.ToString();
            rests.Add(text, number);
            restTexts.Add(text);
        }

        last.Records.Add((number, content));
        records++;
        if (last.CanBeLink) Candidates.Add((reference.ToString(), content));
    }

    /// <summary>
    /// Where those lead that lead where most do: from the current result of a task to that of one of the newest releases. What such a link holds is
    /// known, and so is the name of that content.
    /// </summary>
    public Dictionary<string, string> Foresee()
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        var tried = 0;
        foreach (var (reference, content) in Candidates)
        {
            // Of a store that somebody else wrote, in his way, nothing can be foreseen.
            if (tried == MostInVain && targets.Count == 0) break;
            var group = reference[..KeyKinds.GroupLength(reference)];
            if (!newest.TryGetValue(group, out var number)) continue;
            tried++;
            for (var release = number; release > 0 && release > number - Newest; release--)
            {
                var target = $"{group}r{release}{reference[group.Length..]}";
                if (ObjectId.Of(ObjectKind.Blob, StoredDocument.LinkTo(target).ToUtf8()) != content) continue;
                targets[reference] = target;
                break;
            }
        }

        return targets;
    }

    /// <summary>The image.</summary>
    /// <param name="tree">The tree whose documents were added.</param>
    /// <param name="targets">Where those lead that are links.</param>
    public byte[] Build(ObjectId tree, IReadOnlyDictionary<string, string> targets)
    {
        var sortedGroups = groups.Values.ToArray();
        Array.Sort(sortedGroups, (a, b) => BytewiseComparer.Instance.Compare(a.Name, b.Name));
        var order = Enumerable.Range(0, restTexts.Count).ToArray();
        Array.Sort(order, (a, b) => BytewiseComparer.Instance.Compare(restTexts[a], restTexts[b]));
        var rank = new int[order.Length];
        for (var i = 0; i < order.Length; i++) rank[order[i]] = i;
        var kinds = order.Select(o => (byte)KeyKinds.Of(restTexts[o])).ToArray();

        var groupBytes = Pool(sortedGroups.Select(g => g.Name), out var groupEnds);
        var restBytes = Pool(order.Select(o => restTexts[o]), out var restEnds);
        var firsts = new uint[sortedGroups.Length];
        var masks = new ulong[sortedGroups.Length];
        var recordRests = new uint[records];
        var ids = new byte[records * ObjectId.Size];
        var links = new List<uint>();
        var linkTargets = new List<string>();
        var at = 0;
        for (var g = 0; g < sortedGroups.Length; g++)
        {
            var group = sortedGroups[g];
            firsts[g] = (uint)at;
            if (KeyKinds.IsCurrent(group.Name)) masks[g] = KeyIndex.CurrentBit;
            var sorted = CollectionsMarshal.AsSpan(group.Records);
            sorted.Sort((a, b) => rank[a.Text] - rank[b.Text]);
            foreach (var (rest, content) in sorted)
            {
                recordRests[at] = (uint)rank[rest];
                masks[g] |= 1UL << kinds[rank[rest]];
                content.CopyTo(ids.AsSpan(at * ObjectId.Size));
                if (group.CanBeLink && targets.TryGetValue(group.Name + restTexts[rest], out var target))
                {
                    links.Add((uint)at);
                    linkTargets.Add(target);
                }

                at++;
            }
        }

        var linkBytes = Pool(linkTargets, out var linkEnds);
        return Assemble(tree, [firsts.Length, order.Length, records, links.Count, groupBytes.Length, restBytes.Length, linkBytes.Length],
        [
            MemoryMarshal.AsBytes(masks.AsSpan()).ToArray(), Bytes(groupEnds), Bytes(firsts), Bytes(restEnds), Bytes(recordRests), Bytes([.. links]), Bytes(linkEnds), ids, kinds, groupBytes, restBytes, linkBytes,
        ]);
    }

    private static byte[] Assemble(ObjectId tree, int[] counts, byte[][] sections)
    {
        var image = new byte[KeyIndex.HeaderLength + sections.Sum(s => s.Length)];
        KeyIndex.Magic.CopyTo(image);
        tree.CopyTo(image.AsSpan(KeyIndex.TreeAt));
        for (var i = 0; i < counts.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(KeyIndex.CountsAt + (i * sizeof(int))), counts[i]);
        var at = KeyIndex.HeaderLength;
        foreach (var section in sections)
        {
            section.CopyTo(image, at);
            at += section.Length;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(KeyIndex.SumAt), KeyIndex.Sum(image));
        return image;
    }

    private static byte[] Bytes(uint[] numbers) => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();

    private static byte[] Pool(IEnumerable<string> texts, out uint[] ends)
    {
        using var bytes = new MemoryStream();
        var found = new List<uint>();
        foreach (var text in texts)
        {
            bytes.Write(Encoding.UTF8.GetBytes(text));
            found.Add((uint)bytes.Length);
        }

        ends = [.. found];
        return bytes.ToArray();
    }

    private Group GroupOf(ReadOnlySpan<char> name)
    {
        var lookup = groups.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(name, out var known)) return known;
        var made = new Group(name.ToString(), KeyKinds.CanBeLink(name));
        groups.Add(made.Name, made);

        // PACKAGE/@rN, by PACKAGE/@.
        var mark = made.Name.LastIndexOf('@') + 1;
        if (mark > 0 && made.Name.AsSpan(mark) is ['r', .. var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > newest.GetValueOrDefault(made.Name[..mark])) newest[made.Name[..mark]] = number;
        return made;
    }

    private sealed record Group(string Name, bool CanBeLink)
    {
        public List<(int Text, ObjectId Content)> Records { get; } = [];
    }
}
