using Operon.Starlark.Execution;

namespace Operon.Starlark.Values;

/// <summary>A struct: named values that stay, in the order of the names.</summary>
public sealed class StarlarkStruct : StarlarkObject, IHasAttributes, IHasOperators, IComparableValue
{
    private readonly string[] _names;
    private Value _constructor;
    private Value[] _values;
    private int _hash;
    private bool _frozen;

    /// <summary>A struct.</summary>
    /// <param name="constructor">What made it: the string <c>struct</c>, or anything that stands for a kind of structs.</param>
    /// <param name="fields">The values by name, no name twice.</param>
    public StarlarkStruct(Value constructor, params ReadOnlySpan<KeyValuePair<string, Value>> fields)
    {
        _constructor = constructor;
        _names = new string[fields.Length];
        _values = new Value[fields.Length];
        for (var i = 0; i < fields.Length; i++)
            (_names[i], _values[i]) = fields[i];
        Sort(_names, _values);
    }

    /// <summary>A struct that takes arrays as its own; the names are in order.</summary>
    internal StarlarkStruct(Value constructor, string[] names, Value[] values)
    {
        _constructor = constructor;
        _names = names;
        _values = values;
    }

    /// <inheritdoc/>
    public override string TypeName => "struct";

    /// <inheritdoc/>
    public IEnumerable<string> AttributeNames => _names;

    /// <summary>How many fields it has.</summary>
    public int Count => _names.Length;

    /// <summary>What made it.</summary>
    public Value Constructor => _constructor;

    /// <summary>What stands before the parenthesis when it is printed.</summary>
    internal string ConstructorText => _constructor.TryGetString(out var name) ? name : _constructor.ToString();

    /// <summary>What stands before <c>struct</c> in messages about fields.</summary>
    internal string ConstructorPrefix => IsPlain ? "" : ConstructorText + " ";

    private bool IsPlain => _constructor.Reference is string and "struct";

    /// <inheritdoc/>
    public bool TryGetAttribute(string name, out Value value)
    {
        var at = IndexOf(name);
        value = at < 0 ? default : _values[at];
        return at >= 0;
    }

    /// <inheritdoc/>
    public bool TryBinary(BinaryOperator op, in Value other, bool isLeft, out Value result)
    {
        result = default;
        if (op != BinaryOperator.Add || !isLeft || other.Reference is not StarlarkStruct right)
            return false;
        if (!Operators.Equals(_constructor, right._constructor))
            throw new StarlarkException($"cannot add structs of different constructors: {ConstructorText} + {right.ConstructorText}");
        var fields = new SortedList<string, Value>(Count + right.Count, StringComparer.Ordinal);
        for (var i = 0; i < Count; i++)
            fields[_names[i]] = _values[i];
        for (var i = 0; i < right.Count; i++)
            fields[right._names[i]] = right._values[i];
        result = Value.FromObject(new StarlarkStruct(_constructor, [.. fields.Keys], [.. fields.Values]));
        return true;
    }

    /// <inheritdoc/>
    public bool TryCompare(ComparisonOperator op, StarlarkObject other, int depth, out bool result)
    {
        result = false;
        if (op is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual))
            return false;
        result = (other is StarlarkStruct same && IsSame(same, depth)) == (op == ComparisonOperator.Equal);
        return true;
    }

    /// <summary>Puts names in order, and values with them.</summary>
    internal static void Sort(string[] names, Value[] values)
    {
        // Most are in order or few; sorting two arrays is not compiled ahead.
        const int Few = 32;
        for (var i = 1; i < names.Length; i++)
        {
            if (string.CompareOrdinal(names[i - 1], names[i]) <= 0)
                continue;
            if (names.Length > Few)
            {
                Array.Sort(names, values, StringComparer.Ordinal);
                return;
            }

            var (name, value) = (names[i], values[i]);
            var at = i;
            for (; at > 0 && string.CompareOrdinal(names[at - 1], name) > 0; at--)
                (names[at], values[at]) = (names[at - 1], values[at - 1]);
            (names[at], values[at]) = (name, value);
        }
    }

    /// <inheritdoc/>
    public override int GetValueHash()
    {
        if (_hash == 0)
            _hash = ComputeHash();
        return _hash;
    }

    /// <inheritdoc/>
    public override void Freeze(Freezer freezer)
    {
        if (_frozen)
            return;
        _frozen = true;
        freezer.Add(_constructor);
        foreach (var value in _values)
            freezer.Add(value);
    }

    /// <inheritdoc/>
    public override StarlarkObject NewCopy() => _frozen ? this : new StarlarkStruct(default, _names, []);

    /// <inheritdoc/>
    public override void FillCopy(StarlarkObject original, Fork fork)
    {
        var other = (StarlarkStruct)original;
        _constructor = fork.Add(other._constructor);
        _values = new Value[other._values.Length];
        _hash = other._hash;
        for (var i = 0; i < _values.Length; i++)
            _values[i] = fork.Add(other._values[i]);
    }

    /// <inheritdoc/>
    public override string ToString() => Representation.Of(this);

    internal string NameAt(int index) => _names[index];

    internal Value ValueAt(int index) => _values[index];

    private int ComputeHash()
    {
        var hash = default(HashCode);
        for (var i = 0; i < _names.Length; i++)
        {
            hash.Add(_names[i], StringComparer.Ordinal);
            hash.Add(DeepStack.IsShort ? DeepStack.Run(_values[i], static value => HashTable.HashOf(value)) : HashTable.HashOf(_values[i]));
        }

        var code = hash.ToHashCode();
        return code == 0 ? 1 : code;
    }

    private int IndexOf(string name)
    {
        // Few fields, and names that are mostly the same object: looking at all is faster than halving.
        if (_names.Length <= 8)
        {
            for (var i = 0; i < _names.Length; i++)
            {
                if (ReferenceEquals(_names[i], name))
                    return i;
            }

            for (var i = 0; i < _names.Length; i++)
            {
                if (string.Equals(_names[i], name))
                    return i;
            }

            return -1;
        }

        return Array.BinarySearch(_names, name, StringComparer.Ordinal);
    }

    private bool IsSame(StarlarkStruct other, int depth)
    {
        if (Count != other.Count || !Operators.Equals(_constructor, other._constructor) || !_names.AsSpan().SequenceEqual(other._names))
            return false;
        StarlarkThread.Spend(Count);
        for (var i = 0; i < _values.Length; i++)
        {
            if (!Operators.Compare(ComparisonOperator.Equal, _values[i], other._values[i], depth - 1))
                return false;
        }

        return true;
    }
}
