using System.Runtime.CompilerServices;
using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <content>When the table may be changed, and walks through its keys, which forbid it meanwhile.</content>
internal sealed partial class HashTable
{
    private int _walks;
    private bool _frozen;

    /// <summary>Whether nothing changes any more.</summary>
    public bool IsFrozen => _frozen;

    /// <summary>An error unless the table may be changed now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CheckMutable(string verb)
    {
        if (_frozen || _walks > 0)
            throw Unchangeable(verb);
    }

    /// <summary>Freezes what it holds, too.</summary>
    public void Freeze(Freezer freezer)
    {
        if (_frozen)
            return;
        _frozen = true;
        for (var i = 0; i < _used; i++)
        {
            freezer.Add(_entries[i].Key);
            freezer.Add(_entries[i].Item);
        }
    }

    /// <summary>Walks the keys in the order of insertion.</summary>
    public StarlarkIterator Walk() => new Iterator(this);

    private StarlarkException Unchangeable(string verb) => new($"cannot {verb} {(_frozen ? "frozen hash table" : "hash table during iteration")}");

    private sealed class Iterator : StarlarkIterator
    {
        private readonly HashTable _table;
        private readonly bool _counts;
        private int _next;
        private bool _ended;

        public Iterator(HashTable table)
        {
            _table = table;
            _counts = !table._frozen;
            if (_counts)
                table._walks++;
        }

        public override bool Next(out Value element)
        {
            while (_next < _table._used)
            {
                var at = _next++;
                if (_table.Has(at))
                {
                    element = _table.KeyAt(at);
                    return true;
                }
            }

            element = default;
            return false;
        }

        public override void Dispose()
        {
            if (_counts && !_ended)
                _table._walks--;
            _ended = true;
            base.Dispose();
        }
    }
}
