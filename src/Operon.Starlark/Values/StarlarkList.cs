using System.Runtime.CompilerServices;
using Operon.Starlark.Execution;
using Operon.Starlark.Methods;

namespace Operon.Starlark.Values;

/// <summary>A list: elements that can be added, replaced and removed until it is frozen, and not while it is walked.</summary>
public sealed class StarlarkList : StarlarkObject, IIterable, IHasSettableIndex
{
    private Value[] _items;
    private int _count;
    private int _walks;
    private bool _frozen;

    /// <summary>A list of elements.</summary>
    /// <param name="items">The elements, which are copied.</param>
    public StarlarkList(params ReadOnlySpan<Value> items)
    {
        _items = items.ToArray();
        _count = items.Length;
    }

    /// <summary>A list that takes an array as its own.</summary>
    internal StarlarkList(Value[] items, int count)
    {
        _items = items;
        _count = count;
    }

    /// <inheritdoc/>
    public override string TypeName => "list";

    /// <inheritdoc/>
    public override bool Truth => _count > 0;

    /// <summary>How many elements it has.</summary>
    public int Count => _count;

    /// <summary>The elements as they are now; the next mutation may leave the span behind.</summary>
    public ReadOnlySpan<Value> Span => _items.AsSpan(0, _count);

    /// <summary>The elements and room behind them.</summary>
    internal Value[] Items => _items;

    /// <summary>Whether it may be changed now.</summary>
    internal bool IsMutable => !_frozen && _walks == 0;

    internal override ValueKind Kind => ValueKind.List;

    internal override MethodTable? Methods => ListMethods.Table;

    /// <inheritdoc/>
    public Value this[int index] => Span[index];

    /// <summary>Adds an element at the end.</summary>
    /// <param name="value">The element.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(in Value value)
    {
        if (_frozen || _walks > 0)
            CheckMutable("append to");
        if (_count == _items.Length)
            Grow(_count + 1L);
        _items[_count++] = value;
    }

    /// <inheritdoc/>
    public void SetIndex(int index, in Value value)
    {
        if (_frozen || _walks > 0)
            CheckMutable("assign to element of");
        _items[index] = value;
    }

    /// <inheritdoc/>
    public StarlarkIterator Iterate() => new Iterator(this);

    /// <inheritdoc/>
    public override void Freeze(Freezer freezer)
    {
        if (_frozen)
            return;
        _frozen = true;
        foreach (var item in Span)
            freezer.Add(item);
    }

    /// <inheritdoc/>
    public override StarlarkObject NewCopy() => _frozen ? this : new StarlarkList([], 0);

    /// <inheritdoc/>
    public override void FillCopy(StarlarkObject original, Fork fork)
    {
        var other = (StarlarkList)original;
        _items = fork.Add(other.Span);
        _count = other._count;
    }

    /// <inheritdoc/>
    public override string ToString() => Representation.Of(this);

    /// <summary>Bans mutation until <see cref="EndWalk"/>; a frozen list needs no ban.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void BeginWalk()
    {
        if (!_frozen)
            _walks++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EndWalk()
    {
        if (!_frozen)
            _walks--;
    }

    /// <summary>An error unless the list may be changed now.</summary>
    internal void CheckMutable(string verb, string? method = null)
    {
        if (IsMutable)
            return;
        var prefix = method is null ? "" : $"{method}: ";
        throw new StarlarkException(_frozen ? $"{prefix}cannot {verb} frozen list" : $"{prefix}cannot {verb} list during iteration");
    }

    internal void AddUnchecked(in Value value)
    {
        if (_count == _items.Length)
            Grow(_count + 1L);
        _items[_count++] = value;
    }

    /// <summary>Adds the elements of an iterable, which may be this list.</summary>
    internal void ExtendUnchecked(in Value iterable)
    {
        if (Iteration.TrySpan(iterable, out var items))
        {
            if (_items.Length < _count + (long)items.Length)
                Grow(_count + (long)items.Length);
            items.CopyTo(_items.AsSpan(_count));
            _count += items.Length;
            return;
        }

        using var elements = Iteration.Of(iterable);
        while (elements.NextCounted(out var element))
            AddUnchecked(element);
    }

    internal void InsertUnchecked(int index, in Value value)
    {
        if (_count == _items.Length)
            Grow(_count + 1L);
        Array.Copy(_items, index, _items, index + 1, _count - index);
        _items[index] = value;
        _count++;
    }

    internal Value RemoveAtUnchecked(int index)
    {
        var removed = _items[index];
        _count--;
        if (index < _count)
            Array.Copy(_items, index + 1, _items, index, _count - index);
        _items[_count] = default;
        return removed;
    }

    internal void ClearUnchecked()
    {
        _items = [];
        _count = 0;
    }

    private void Grow(long least)
    {
        Limits.CheckElements(least);
        var capacity = (int)Math.Min(Math.Max(Math.Max(4, _items.Length * 2L), least), Limits.Elements);
        StarlarkThread.Reserve((long)capacity * Value.Size);
        Array.Resize(ref _items, capacity);
    }

    private sealed class Iterator : StarlarkIterator
    {
        private readonly StarlarkList _list;
        private int _next;
        private bool _ended;

        public Iterator(StarlarkList list)
        {
            _list = list;
            list.BeginWalk();
        }

        public override bool Next(out Value element)
        {
            if (_next < _list._count)
            {
                element = _list._items[_next++];
                return true;
            }

            element = default;
            return false;
        }

        public override void Dispose()
        {
            if (!_ended)
                _list.EndWalk();
            _ended = true;
            base.Dispose();
        }
    }
}
