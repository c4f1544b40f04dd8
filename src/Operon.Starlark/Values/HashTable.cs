using System.Numerics;
using System.Runtime.CompilerServices;
using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>
/// The table of dict and set: entries in the order of insertion, found by chains of equal hash. A removed entry
/// leaves a gap until the next growth. Up to eight entries are found by looking at all, without chains.
/// </summary>
internal sealed partial class HashTable
{
    private const int Unchained = 8;

    // Keyed by the process, as the runtime's own hash of strings is: nobody can prepare colliding keys.
    private static readonly ulong s_seed = ((ulong)(uint)HashCode.Combine(1) << 32) | (uint)HashCode.Combine(2);

    private int[]? _chains;
    private Entry[] _entries;
    private int _used;
    private int _first;

    public HashTable(int capacity = 0)
    {
        StarlarkThread.Reserve((long)capacity * Unsafe.SizeOf<Entry>());
        _entries = capacity == 0 ? [] : new Entry[capacity];
        if (capacity > Unchained)
            _chains = new int[BitOperations.RoundUpToPowerOf2((uint)capacity)];
    }

    public int Count { get; private set; }

    /// <summary>Where the entries end; some before it may be gaps.</summary>
    public int End => _used;

    // Every bit of the number reaches the low bits of the hash. A wide product would do it in one step, but code with one
    // is not compiled ahead, because not every processor has the instruction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HashOf(long number)
    {
        var mixed = (ulong)number ^ s_seed;
        mixed = (mixed ^ (mixed >> 32)) * 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 29)) * 0xbf58476d1ce4e5b9;
        return (int)(mixed >> 32);
    }

    public static int HashOf(string ascii)
    {
        StarlarkThread.SpendText(ascii.Length);
        return ascii.GetHashCode(StringComparison.Ordinal);
    }

    public static int HashOf(ReadOnlySpan<byte> bytes)
    {
        StarlarkThread.SpendText(bytes.Length);
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    /// <summary>The hash of a value; an error for what cannot be a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HashOf(in Value value) =>
        ReferenceEquals(value.Reference, Tag.Int) ? HashOf(value.Bits)
        : value.Reference is string text ? HashOf(text)
        : HashOfOther(value);

    /// <summary>The entry of a key, or -1.</summary>
    public int Find(in Value key, int hash)
    {
        var entries = _entries;
        if (_chains is not { } chains)
        {
            for (var i = 0; i < _used; i++)
            {
                ref var entry = ref entries[i];
                if (entry.Hash == hash && IsKey(entry.Key, key))
                    return i;
            }

            return -1;
        }

        var at = chains[hash & (chains.Length - 1)] - 1;
        while ((uint)at < (uint)entries.Length)
        {
            ref var entry = ref entries[at];
            if (entry.Hash == hash && IsKey(entry.Key, key))
                return at;
            at = entry.Next;
        }

        return -1;
    }

    /// <summary>The entry of a key that is to be removed, or -1. As in the reference, a table that never had one asks nothing of the key.</summary>
    public int FindForRemoval(in Value key) => _entries.Length == 0 ? -1 : Find(key, HashOf(key));

    /// <summary>Whether an entry is there and not a gap.</summary>
    public bool Has(int index) => _entries[index].Key.Reference is not null;

    public ref readonly Value KeyAt(int index) => ref _entries[index].Key;

    public ref Value ItemAt(int index) => ref _entries[index].Item;

    /// <summary>The oldest entry, or -1.</summary>
    public int First()
    {
        while (_first < _used && !Has(_first))
            _first++;
        return _first < _used ? _first : -1;
    }

    /// <summary>Sets what belongs to a key; a new key comes last.</summary>
    public void Set(in Value key, int hash, in Value item)
    {
        var at = Find(key, hash);
        if (at >= 0)
            _entries[at].Item = item;
        else
            Add(key, hash, item);
    }

    /// <summary>Takes over all entries of another table.</summary>
    public void SetAll(HashTable other)
    {
        for (var i = 0; i < other._used; i++)
        {
            StarlarkThread.SpendTurn(i);
            if (other.Has(i))
                Set(other._entries[i].Key, other._entries[i].Hash, other._entries[i].Item);
        }
    }

    /// <summary>Adds a key that is not there.</summary>
    public void Add(in Value key, int hash, in Value item)
    {
        if (_used == _entries.Length)
            Grow();
        var at = _used++;
        ref var entry = ref _entries[at];
        entry.Key = key;
        entry.Item = item;
        entry.Hash = hash;
        if (_chains is { } chains)
        {
            ref var chain = ref chains[hash & (chains.Length - 1)];
            entry.Next = chain - 1;
            chain = at + 1;
        }

        Count++;
    }

    public void RemoveAt(int index)
    {
        ref var entry = ref _entries[index];
        if (_chains is { } chains)
        {
            ref var chain = ref chains[entry.Hash & (chains.Length - 1)];
            if (chain - 1 == index)
            {
                chain = entry.Next + 1;
            }
            else
            {
                var before = chain - 1;
                while (_entries[before].Next != index)
                    before = _entries[before].Next;
                _entries[before].Next = entry.Next;
            }
        }

        entry = default;
        Count--;
        if (index == _used - 1)
            _used--;
        if (Count == 0)
            _used = _first = 0;
    }

    public void Clear()
    {
        _entries = new Entry[4];
        _chains = null;
        _used = _first = Count = 0;
    }

    /// <summary>The hash under which an entry is kept.</summary>
    public int HashAt(int index) => _entries[index].Hash;

    /// <summary>A table with the copies of the keys and items of this one; copies hash as their originals do.</summary>
    public void FillFrom(HashTable original, Fork fork)
    {
        _entries = new Entry[original._entries.Length];
        _chains = original._chains?.AsSpan().ToArray();
        _used = original._used;
        _first = original._first;
        Count = original.Count;
        for (var i = 0; i < _used; i++)
        {
            ref var entry = ref _entries[i];
            ref readonly var other = ref original._entries[i];
            entry.Key = fork.Add(other.Key);
            entry.Item = fork.Add(other.Item);
            entry.Hash = other.Hash;
            entry.Next = other.Next;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsKey(in Value held, in Value key)
    {
        if (ReferenceEquals(held.Reference, key.Reference))
        {
            if (held.Bits == key.Bits)
                return true;
            if (ReferenceEquals(key.Reference, Tag.Int))
                return false;
        }

        return held.Reference is string text && key.Reference is string other ? string.Equals(text, other) : IsEqualKey(held, key);
    }

    private static bool IsEqualKey(in Value held, in Value key) => held.Reference is not null && Operators.Equals(held, key);

    private static int HashOfOther(in Value value) => value.Reference switch
    {
        Tag tag => tag.Kind == ValueKind.Float ? Floats.Hash(value.Double) : HashCode.Combine(tag.Kind, value.Bits),
        StarlarkObject other => other.GetValueHash(),
        _ => 0,
    };

    /// <summary>Twice the room, or the same without the gaps if they are many.</summary>
    private void Grow()
    {
        if (Count >= Limits.Items)
            throw new StarlarkException("too many elements in hash table");
        var capacity = Count * 2L >= _used ? (int)Math.Min(Math.Max(4L, _entries.Length * 2L), Limits.Items) : _entries.Length;
        StarlarkThread.Reserve((long)capacity * Unsafe.SizeOf<Entry>());
        var entries = new Entry[capacity];
        var chains = capacity > Unchained ? new int[BitOperations.RoundUpToPowerOf2((uint)capacity)] : null;
        var count = 0;
        for (var i = 0; i < _used; i++)
        {
            if (!Has(i))
                continue;
            ref var entry = ref entries[count];
            entry = _entries[i];
            if (chains is not null)
            {
                ref var chain = ref chains[entry.Hash & (chains.Length - 1)];
                entry.Next = chain - 1;
                chain = count + 1;
            }

            count++;
        }

        _entries = entries;
        _chains = chains;
        _used = count;
        _first = 0;
    }

    private struct Entry
    {
        public Value Key;
        public Value Item;
        public int Hash;
        public int Next;
    }
}
