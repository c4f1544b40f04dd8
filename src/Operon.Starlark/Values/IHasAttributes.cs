namespace Operon.Starlark.Values;

/// <summary>A value with attributes: <c>x.name</c>.</summary>
public interface IHasAttributes
{
    /// <summary>The names of all attributes, in any order; for <c>dir</c> and for suggestions.</summary>
    IEnumerable<string> AttributeNames { get; }

    /// <summary>Gets an attribute.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, if there is one.</param>
    /// <returns>Whether there is one.</returns>
    bool TryGetAttribute(string name, out Value value);
}
