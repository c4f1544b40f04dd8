using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace StarlarkHost;

/// <summary>An object whose fields can be set, except those whose names begin with <c>no</c>.</summary>
internal sealed class HasFields : StarlarkObject, IHasSettableAttributes, IHasOperators
{
    private readonly SortedDictionary<string, Value> fields = new(StringComparer.Ordinal);
    private bool frozen;

    public override string TypeName => "hasfields";

    public IEnumerable<string> AttributeNames => fields.Keys;

    public override void Freeze(Freezer freezer)
    {
        if (frozen) return;
        frozen = true;
        foreach (var value in fields.Values) freezer.Add(value);
    }

    public bool TryGetAttribute(string name, out Value value) => fields.TryGetValue(name, out value);

    public bool TrySetAttribute(string name, in Value value)
    {
        if (frozen) throw new StarlarkException("cannot set field on a frozen hasfields");
        if (name.StartsWith("no", StringComparison.Ordinal)) return false;
        fields[name] = value;
        return true;
    }

    public bool TryBinary(BinaryOperator op, in Value other, bool isLeft, out Value result)
    {
        result = 42;
        return op == BinaryOperator.Add && !isLeft && other.Kind == ValueKind.List;
    }
}
