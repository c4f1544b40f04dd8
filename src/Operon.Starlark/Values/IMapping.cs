namespace Operon.Starlark.Values;

/// <summary>A value with items by key: <c>x[k]</c>.</summary>
public interface IMapping
{
    /// <summary>Looks a key up.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">What belongs to it, if it is there.</param>
    /// <returns>Whether it is there.</returns>
    /// <exception cref="Execution.StarlarkException">The key cannot be a key.</exception>
    bool TryGet(in Value key, out Value value);
}
