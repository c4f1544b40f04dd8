namespace Operon.Starlark.Values;

/// <summary>A value whose items can be set: <c>x[k] = v</c>.</summary>
public interface IHasSettableKeys : IMapping
{
    /// <summary>Sets what belongs to a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">What shall belong to it.</param>
    void Set(in Value key, in Value value);
}
