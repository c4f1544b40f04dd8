using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>A tuple: elements that stay.</summary>
public sealed class StarlarkTuple : StarlarkObject, IIterable, IIndexable
{
    /// <summary>The tuple of no elements.</summary>
    public static readonly StarlarkTuple Empty = new(Array.Empty<Value>());

    private Value[] _items;
    private int _hash;
    private bool _frozen;

    /// <summary>A tuple of elements.</summary>
    /// <param name="items">The elements, which are copied.</param>
    public StarlarkTuple(params ReadOnlySpan<Value> items) => _items = items.ToArray();

    /// <summary>A tuple that takes an array as its own.</summary>
    internal StarlarkTuple(Value[] items) => _items = items;

    /// <inheritdoc/>
    public override string TypeName => "tuple";

    /// <inheritdoc/>
    public override bool Truth => _items.Length > 0;

    /// <summary>How many elements it has.</summary>
    public int Count => _items.Length;

    /// <summary>The elements.</summary>
    public ReadOnlySpan<Value> Span => _items;

    internal Value[] Items => _items;

    internal override ValueKind Kind => ValueKind.Tuple;

    /// <inheritdoc/>
    public Value this[int index] => _items[index];

    /// <inheritdoc/>
    public StarlarkIterator Iterate() => new Iterator(_items);

    /// <inheritdoc/>
    public override int GetValueHash()
    {
        if (_hash == 0)
            _hash = DeepStack.IsShort ? DeepStack.Run(this, static tuple => tuple.ComputeHash()) : ComputeHash();
        return _hash;
    }

    /// <inheritdoc/>
    public override void Freeze(Freezer freezer)
    {
        if (_frozen)
            return;
        _frozen = true;
        foreach (var item in _items)
            freezer.Add(item);
    }

    /// <inheritdoc/>
    public override StarlarkObject NewCopy() => _frozen ? this : new StarlarkTuple(Array.Empty<Value>());

    /// <inheritdoc/>
    public override void FillCopy(StarlarkObject original, Fork fork)
    {
        var other = (StarlarkTuple)original;
        _items = fork.Add(other._items);
        _hash = other._hash;
    }

    /// <inheritdoc/>
    public override string ToString() => Representation.Of(this);

    private int ComputeHash()
    {
        var hash = default(HashCode);
        for (var i = 0; i < _items.Length; i++)
        {
            StarlarkThread.SpendTurn(i);
            hash.Add(HashTable.HashOf(_items[i]));
        }

        var code = hash.ToHashCode();
        return code == 0 ? 1 : code;
    }

    private sealed class Iterator(Value[] items) : StarlarkIterator
    {
        private int _next;

        public override bool Next(out Value element)
        {
            if (_next < items.Length)
            {
                element = items[_next++];
                return true;
            }

            element = default;
            return false;
        }
    }
}
