using Operon.Starlark.Execution;
using Operon.Starlark.Methods;

namespace Operon.Starlark.Values;

/// <summary>A set: elements without repetition in the order of insertion. It can be changed until it is frozen, and not while it is walked.</summary>
public sealed class StarlarkSet : StarlarkObject, IIterable, ISized
{
    private readonly HashTable _table;

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
        _table.CheckMutable("insert into");
        var hash = HashTable.HashOf(element);
        if (_table.Find(element, hash) < 0)
            _table.Add(element, hash, Value.None);
    }

    /// <summary>Removes an element.</summary>
    /// <param name="element">The element.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(in Value element)
    {
        _table.CheckMutable("delete from");
        var at = _table.FindForRemoval(element);
        if (at >= 0)
            _table.RemoveAt(at);
        return at >= 0;
    }

    /// <inheritdoc/>
    public StarlarkIterator Iterate() => _table.Walk();

    /// <inheritdoc/>
    public override void Freeze(Freezer freezer) => _table.Freeze(freezer);

    /// <inheritdoc/>
    public override StarlarkObject NewCopy() => _table.IsFrozen ? this : new StarlarkSet();

    /// <inheritdoc/>
    public override void FillCopy(StarlarkObject original, Fork fork) => _table.FillFrom(((StarlarkSet)original)._table, fork);

    /// <inheritdoc/>
    public override string ToString() => Representation.Of(this);

    internal StarlarkSet Clone()
    {
        var copy = new StarlarkSet(Count);
        copy._table.SetAll(_table);
        return copy;
    }
}
