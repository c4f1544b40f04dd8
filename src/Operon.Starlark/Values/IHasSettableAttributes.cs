namespace Operon.Starlark.Values;

/// <summary>A value whose attributes can be set: <c>x.name = v</c>.</summary>
public interface IHasSettableAttributes : IHasAttributes
{
    /// <summary>Sets an attribute.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">What it shall be.</param>
    /// <returns>Whether there is such an attribute to be set; other failures are raised.</returns>
    /// <exception cref="Execution.StarlarkException">The attribute cannot be set so.</exception>
    bool TrySetAttribute(string name, in Value value);
}
