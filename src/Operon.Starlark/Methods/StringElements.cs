using Operon.Starlark.Execution;
using Operon.Starlark.Values;

namespace Operon.Starlark.Methods;

/// <summary>What <c>s.elems()</c> and <c>s.elem_ords()</c> give: the bytes as strings or as integers.</summary>
internal sealed class StringElements(Value text, bool ordinals) : StarlarkObject, IIndexable, IIterable, IComparableValue
{
    public override string TypeName => "string.elems";

    public int Count => Strings.Length(text);

    private Value Text => text;

    private bool Ordinals => ordinals;

    public Value this[int index]
    {
        get
        {
            if (!ordinals)
                return Strings.At(text, index);
            return Value.FromInt(text.Reference is string ascii ? ascii[index] : ((Text)text.Reference!).Utf8[index]);
        }
    }

    public StarlarkIterator Iterate() => new IndexIterator(this);

    public override int GetValueHash() => throw new StarlarkException($"unhashable: {TypeName}");

    public bool TryCompare(ComparisonOperator op, StarlarkObject other, int depth, out bool result)
    {
        result = op == ComparisonOperator.NotEqual;
        if (op is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual) || other is not StringElements elements)
            return false;
        result ^= ordinals == elements.Ordinals && Strings.Equal(text, elements.Text);
        return true;
    }

    public override string ToString() => $"{text}.{(ordinals ? "elem_ords" : "elems")}()";
}
