using Operon.Starlark.Execution;
using Operon.Starlark.Methods;

namespace Operon.Starlark.Values;

/// <summary>A set: elements without repetition in the order of insertion. It can be changed until it is frozen, and not while it is walked.</summary>
public sealed class StarlarkSet : StarlarkObject, IIterable, ISized
{
    private readonly HashTable _table;
    private int _walks;
    private bool _frozen;

    /// <summary>An empty set.</summary>
    /// <param name="capacity">How many elements it will have, if known.</param>
    public StarlarkSet(int capacity = 0) => _table = new HashTable(capacity);

    /// <inheritdoc/>
    public override string TypeName => "set";

    /// <inheritdoc/>
    public override bool Truth => _table.Count > 0;

    /// <summary>How many elements it has.</summary>
    public int Count => _table.Count;

    internal override ValueKind Kind => ValueKind.Set;

    internal override MethodTable? Methods => SetMethods.Table;

    internal HashTable Table => _table;

    /// <summary>Whether an element is in the set.</summary>
    /// <param name="element">The element.</param>
    /// <returns>Whether it is.</returns>
    /// <exception cref="StarlarkException">It cannot be an element.</exception>
    public bool Contains(in Value element) => _table.Find(element, HashTable.HashOf(element)) >= 0;

    /// <summary>Adds an element.</summary>
    /// <param name="element">The element.</param>
    public void Add(in Value element)
    {
        CheckMutable("insert into");
        var hash = HashTable.HashOf(element);
        if (_table.Find(element, hash) < 0)
            _table.Add(element, hash, Value.None);
    }

    /// <summary>Removes an element.</summary>
    /// <param name="element">The element.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(in Value element)
    {
        CheckMutable("delete from");
        var at = _table.FindForRemoval(element);
        if (at >= 0)
            _table.RemoveAt(at);
        return at >= 0;
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
            freezer.Add(_table.KeyAt(i));
    }

    /// <inheritdoc/>
    public override StarlarkObject NewCopy() => _frozen ? this : new StarlarkSet();

    /// <inheritdoc/>
    public override void FillCopy(StarlarkObject original, Fork fork) => _table.FillFrom(((StarlarkSet)original)._table, fork);

    /// <inheritdoc/>
    public override string ToString() => Representation.Of(this);

    /// <summary>An error unless the set may be changed now.</summary>
    internal void CheckMutable(string verb) => HashTableState.CheckMutable(verb, _frozen, _walks);

    internal StarlarkSet Clone()
    {
        var copy = new StarlarkSet(Count);
        for (var i = 0; i < _table.End; i++)
        {
            if (_table.Has(i))
                copy._table.Add(_table.KeyAt(i), _table.HashAt(i), Value.None);
        }

        return copy;
    }

    private sealed class Iterator : StarlarkIterator
    {
        private readonly StarlarkSet _set;
        private readonly bool _counts;
        private int _next;
        private bool _ended;

        public Iterator(StarlarkSet set)
        {
            _set = set;
            _counts = !set._frozen;
            if (_counts)
                set._walks++;
        }

        public override bool Next(out Value element)
        {
            var table = _set._table;
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
            if (_counts && !_ended)
                _set._walks--;
            _ended = true;
            base.Dispose();
        }
    }
}
