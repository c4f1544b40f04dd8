namespace Operon.Starlark.Values;

/// <summary>A value whose elements can be set: <c>x[i] = v</c>.</summary>
public interface IHasSettableIndex : IIndexable
{
    /// <summary>Sets an element.</summary>
    /// <param name="index">Its number, from 0 and less than the length.</param>
    /// <param name="value">What it shall be.</param>
    void SetIndex(int index, in Value value);
}
