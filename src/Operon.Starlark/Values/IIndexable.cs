namespace Operon.Starlark.Values;

/// <summary>A value with elements by number: <c>x[i]</c>.</summary>
public interface IIndexable : ISized
{
    /// <summary>Gets an element.</summary>
    /// <param name="index">Its number, from 0 and less than the length.</param>
    Value this[int index] { get; }
}
