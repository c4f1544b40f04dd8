using Operon.Starlark.Execution;
using Operon.Starlark.Methods;

namespace Operon.Starlark.Values;

/// <summary>A dict: items by key in the order of insertion. It can be changed until it is frozen, and not while it is walked.</summary>
public sealed class StarlarkDict : StarlarkObject, IIterable, IHasSettableKeys, ISized
{
    private readonly HashTable _table;

    /// <summary>An empty dict.</summary>
    /// <param name="capacity">How many items it will have, if known.</param>
    public StarlarkDict(int capacity = 0) => _table = new HashTable(capacity);

    /// <inheritdoc/>
    public override string TypeName => "dict";

    /// <inheritdoc/>
    public override bool Truth => _table.Count > 0;

    /// <summary>How many items it has.</summary>
    public int Count => _table.Count;

    /// <summary>The items in order. Do not change the dict meanwhile.</summary>
    public IEnumerable<KeyValuePair<Value, Value>> Items
    {
        get
        {
            for (var i = 0; i < _table.End; i++)
            {
                if (_table.Has(i))
                    yield return new(_table.KeyAt(i), _table.ItemAt(i));
            }
        }
    }

    internal override ValueKind Kind => ValueKind.Dict;

    internal override MethodTable? Methods => DictMethods.Table;

    internal HashTable Table => _table;

    /// <inheritdoc/>
    public bool TryGet(in Value key, out Value value)
    {
        var at = _table.Find(key, HashTable.HashOf(key));
        if (at < 0)
        {
            value = default;
            return false;
        }

        value = _table.ItemAt(at);
        return true;
    }

    /// <inheritdoc/>
    public void Set(in Value key, in Value value)
    {
        _table.CheckMutable("insert into");
        _table.Set(key, HashTable.HashOf(key), value);
    }

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">What belonged to it, if it was there.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(in Value key, out Value value)
    {
        _table.CheckMutable("delete from");
        var at = _table.FindForRemoval(key);
        if (at < 0)
        {
            value = default;
            return false;
        }

        value = _table.ItemAt(at);
        _table.RemoveAt(at);
        return true;
    }

    /// <inheritdoc/>
    public StarlarkIterator Iterate() => _table.Walk();

    /// <inheritdoc/>
    public override void Freeze(Freezer freezer) => _table.Freeze(freezer);

    /// <inheritdoc/>
    public override StarlarkObject NewCopy() => _table.IsFrozen ? this : new StarlarkDict();

    /// <inheritdoc/>
    public override void FillCopy(StarlarkObject original, Fork fork) => _table.FillFrom(((StarlarkDict)original)._table, fork);

    /// <inheritdoc/>
    public override string ToString() => Representation.Of(this);

    /// <summary>Adds an item of a dict that a program writes out; its keys may not repeat.</summary>
    internal void AddLiteral(in Value key, in Value value)
    {
        var hash = HashTable.HashOf(key);
        if (_table.Find(key, hash) >= 0)
            throw new StarlarkException($"duplicate key: {Representation.Of(key)}");
        _table.Add(key, hash, value);
    }
}
