using Operon.Git.Objects;
using Operon.Releases.References;
using Operon.Text;

namespace Operon.Releases.Stores.Git;

/// <summary>What has changed since an index was made: references with their new contents, in bytewise order. It never changes itself.</summary>
internal sealed class KeyChanges
{
    private readonly string[] keys;
    private readonly ObjectId?[] contents;

    // Of each its kind, by which nearly all are left out that a pattern cannot match.
    private readonly byte[] kinds;

    private KeyChanges(string[] keys, ObjectId?[] contents, byte[] kinds) => (this.keys, this.contents, this.kinds) = (keys, contents, kinds);

    /// <summary>Nothing.</summary>
    public static KeyChanges None { get; } = new([], [], []);

    /// <summary>How many there are.</summary>
    public int Count => keys.Length;

    /// <summary>Each with its new content; null: it is gone.</summary>
    public IEnumerable<(string Reference, ObjectId? Content)> All => keys.Select((k, i) => (k, contents[i]));

    /// <summary>Whether a reference has changed, and what is there now.</summary>
    public bool TryGet(string reference, out ObjectId? content)
    {
        content = null;
        if (keys.Length == 0) return false;
        var at = SortedKeys.From(keys, reference);
        if (at == keys.Length || keys[at] != reference) return false;
        content = contents[at];
        return true;
    }

    /// <summary>Adds to references, which are in bytewise order, what a pattern matches, and takes out what is gone.</summary>
    public void Apply(ReferencePattern pattern, List<string> found)
    {
        if (keys.Length == 0) return;
        found.RemoveAll(f => TryGet(f, out _));
        var matching = KeyKinds.For(pattern, out _);
        foreach (var at in SortedKeys.Beginning(keys, pattern.Prefix))
        {
            if ((matching >> kinds[at] & 1) != 0 && contents[at] is not null && pattern.IsMatch(keys[at])) found.Add(keys[at]);
        }
    }

    /// <summary>The same with further ones.</summary>
    public KeyChanges With(IReadOnlyDictionary<string, ObjectId?> further)
    {
        if (further.Count == 0) return this;
        var added = new string[further.Count];
        var count = 0;
        foreach (var (reference, _) in further) added[count++] = reference;
        Array.Sort(added, BytewiseComparer.Instance);
        var most = keys.Length + added.Length;
        var (mergedKeys, mergedContents, mergedKinds) = (new string[most], new ObjectId?[most], new byte[most]);
        var (at, length) = (0, 0);
        foreach (var key in added)
        {
            var order = -1;
            for (; at < keys.Length && (order = BytewiseComparer.Instance.Compare(keys[at], key)) < 0; at++) Keep(keys[at], contents[at], kinds[at]);
            if (at < keys.Length && order == 0) at++;
            Keep(key, further[key], (byte)KeyKinds.Of(key.AsSpan(KeyKinds.GroupLength(key))));
        }

        for (; at < keys.Length; at++) Keep(keys[at], contents[at], kinds[at]);
        return new KeyChanges(mergedKeys[..length], mergedContents[..length], mergedKinds[..length]);

        void Keep(string key, ObjectId? content, byte kind)
        {
            mergedKeys[length] = key;
            mergedKinds[length] = kind;
            mergedContents[length++] = content;
        }
    }

    /// <summary>The references that are otherwise here than there.</summary>
    public IReadOnlyList<string> Differing(KeyChanges other)
    {
        var found = new List<string>();
        for (var i = 0; i < keys.Length; i++)
        {
            if (!other.TryGet(keys[i], out var content) || content != contents[i]) found.Add(keys[i]);
        }

        found.AddRange(other.keys.Where(k => !TryGet(k, out _)));
        return found;
    }
}
