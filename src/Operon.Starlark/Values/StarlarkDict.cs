using Operon.Starlark.Execution;
using Operon.Starlark.Methods;

namespace Operon.Starlark.Values;

/// <summary>A dict: items by key in the order of insertion. It can be changed until it is frozen, and not while it is walked.</summary>
public sealed class StarlarkDict : StarlarkObject, IIterable, IHasSettableKeys, ISized
{
    private readonly HashTable _table;
    private int _walks;
    private bool _frozen;

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
        if (_frozen || _walks > 0)
            CheckMutable("insert into");
        _table.Set(key, HashTable.HashOf(key), value);
    }

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">What belonged to it, if it was there.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(in Value key, out Value value)
    {
        CheckMutable("delete from");
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
    public StarlarkIterator Iterate() => new Iterator(this);

    /// <inheritdoc/>
    public override void Freeze(Freezer freezer)
    {
        if (_frozen)
            return;
        _frozen = true;
        for (var i = 0; i < _table.End; i++)
        {
            freezer.Add(_table.KeyAt(i));
            freezer.Add(_table.ItemAt(i));
        }
    }

    /// <inheritdoc/>
    public override StarlarkObject NewCopy() => _frozen ? this : new StarlarkDict();

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

    /// <summary>Bans mutation until <see cref="EndWalk"/>; a frozen dict needs no ban.</summary>
    internal void BeginWalk()
    {
        if (!_frozen)
            _walks++;
    }

    internal void EndWalk()
    {
        if (!_frozen)
            _walks--;
    }

    /// <summary>An error unless the dict may be changed now.</summary>
    internal void CheckMutable(string verb) => HashTableState.CheckMutable(verb, _frozen, _walks);

    /// <summary>Takes over all items of another dict.</summary>
    internal void SetAll(StarlarkDict other)
    {
        var table = other._table;
        for (var i = 0; i < table.End; i++)
        {
            if (table.Has(i))
                _table.Set(table.KeyAt(i), table.HashAt(i), table.ItemAt(i));
        }
    }

    private sealed class Iterator : StarlarkIterator
    {
        private readonly StarlarkDict _dict;
        private int _next;
        private bool _ended;

        public Iterator(StarlarkDict dict)
        {
            _dict = dict;
            dict.BeginWalk();
        }

        public override bool Next(out Value element)
        {
            var table = _dict._table;
            while (_next < table.End)
            {
                var at = _next++;
                if (table.Has(at))
                {
                    element = table.KeyAt(at);
                    return true;
                }
            }

            element = default;
            return false;
        }

        public override void Dispose()
        {
            if (!_ended)
                _dict.EndWalk();
            _ended = true;
            base.Dispose();
        }
    }
}
