using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>What <c>b.elems()</c> gives: the bytes as integers.</summary>
internal sealed class BytesElements(StarlarkBytes bytes) : StarlarkObject, IIndexable, IIterable, IComparableValue
{
    public override string TypeName => "bytes.elems";

    public int Count => bytes.Count;

    public Value this[int index] => Value.FromInt(bytes.Span[index]);

    public StarlarkIterator Iterate() => new IndexIterator(this);

    public override int GetValueHash() => throw new StarlarkException($"unhashable: {TypeName}");

    public bool TryCompare(ComparisonOperator op, StarlarkObject other, int depth, out bool result)
    {
        result = op == ComparisonOperator.NotEqual;
        if (op is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual) || other is not BytesElements elements)
            return false;
        result ^= bytes.Span.SequenceEqual(elements.Bytes.Span);
        return true;
    }

    public override string ToString() => $"{bytes}.elems()";

    private StarlarkBytes Bytes => bytes;
}
