using System.Buffers;
using System.Runtime.InteropServices;

namespace Operon.Runs.Masking;

/// <summary>
/// Finds many texts at once in one pass (Aho and Corasick): a tree of the texts, in which each node knows the node of the longest
/// end of its text that the tree holds too. Immutable. Nodes other than the root mostly have one child, so children are lists.
/// </summary>
internal sealed class SecretMatcher
{
    private readonly int[] root = new int[256];
    private readonly List<Node> nodes = [default];
    private readonly byte[][] masks;
    private readonly SearchValues<byte> firstBytes;

    /// <summary>A matcher of texts.</summary>
    /// <param name="forms">The texts, none empty, each with the place of its mask in <paramref name="masks"/>.</param>
    /// <param name="masks">What is shown instead.</param>
    public SecretMatcher(IEnumerable<(byte[] Form, int Mask)> forms, byte[][] masks)
    {
        this.masks = masks;
        foreach (var (form, mask) in forms) Add(form, mask);
        Link();
        firstBytes = SearchValues.Create([.. Enumerable.Range(0, 256).Where(b => root[b] != 0).Select(b => (byte)b)]);
    }

    /// <summary>What is shown instead of a match.</summary>
    public ReadOnlySpan<byte> Mask(int mask) => masks[mask];

    /// <summary>How many of the last bytes may be the beginning of a text that is not there as a whole yet.</summary>
    public int Pending(int node) => nodes[node].Pending;

    /// <summary>Looks through bytes and adds what it finds to <paramref name="regions"/>.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="node">Where the bytes before them led; 0 at the beginning.</param>
    /// <param name="from">The place of the first byte.</param>
    /// <param name="regions">Gets the longest match at each end.</param>
    /// <returns>Where they lead.</returns>
    public int Scan(ReadOnlySpan<byte> bytes, int node, int from, MaskedRegions regions)
    {
        var span = CollectionsMarshal.AsSpan(nodes);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (node == 0)
            {
                var skip = bytes[i..].IndexOfAny(firstBytes);
                if (skip < 0) return 0;
                i += skip;
            }

            node = Next(span, node, bytes[i]);
            ref readonly var at = ref span[node];
            if (at.MatchLength > 0) regions.Add(from + i + 1 - at.MatchLength, from + i + 1, at.MatchMask);
        }

        return node;
    }

    private int Next(ReadOnlySpan<Node> span, int node, byte b)
    {
        while (node != 0)
        {
            for (var child = span[node].FirstChild; child != 0; child = span[child].NextSibling)
            {
                if (span[child].Byte == b) return child;
            }

            node = span[node].Shorter;
        }

        return root[b];
    }

    private void Add(byte[] form, int mask)
    {
        var node = 0;
        foreach (var b in form) node = Child(node, b);
        ref var end = ref CollectionsMarshal.AsSpan(nodes)[node];
        if (end.MatchLength > 0) return;
        end.MatchLength = form.Length;
        end.MatchMask = mask;
    }

    private int Child(int node, byte b)
    {
        var known = node == 0 ? root[b] : nodes[node].FirstChild;
        while (node != 0 && known != 0 && nodes[known].Byte != b) known = nodes[known].NextSibling;
        if (known != 0) return known;

        var child = nodes.Count;
        nodes.Add(new Node { Byte = b, Depth = nodes[node].Depth + 1, NextSibling = node == 0 ? 0 : nodes[node].FirstChild });
        if (node == 0) root[b] = child;
        else CollectionsMarshal.AsSpan(nodes)[node].FirstChild = child;
        return child;
    }

    // Level by level, so that all shorter texts are linked before the longer.
    private void Link()
    {
        var span = CollectionsMarshal.AsSpan(nodes);
        var queue = new Queue<int>(root.Where(n => n != 0));
        while (queue.TryDequeue(out var node))
        {
            ref var at = ref span[node];
            ref readonly var shorter = ref span[at.Shorter];
            if (at.MatchLength == 0) (at.MatchLength, at.MatchMask) = (shorter.MatchLength, shorter.MatchMask);
            at.Pending = at.FirstChild != 0 ? at.Depth : shorter.Pending;
            for (var child = at.FirstChild; child != 0; child = span[child].NextSibling)
            {
                span[child].Shorter = Next(span, at.Shorter, span[child].Byte);
                queue.Enqueue(child);
            }
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Node
    {
        public byte Byte;
        public int FirstChild;
        public int NextSibling;
        public int Shorter;
        public int Depth;
        public int Pending;
        public int MatchLength;
        public int MatchMask;
    }
}
