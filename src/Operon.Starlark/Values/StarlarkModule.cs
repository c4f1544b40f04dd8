using Operon.Starlark.Execution;
using Operon.Starlark.Formatting;

namespace Operon.Starlark.Values;

/// <summary>A module that the host gives: values by name, such as <c>json</c>.</summary>
public sealed class StarlarkModule : StarlarkObject, IHasAttributes
{
    private readonly Dictionary<string, Value> _members;
    private bool _frozen;

    /// <summary>A module.</summary>
    /// <param name="name">The name it is printed with.</param>
    /// <param name="members">Its values by name, no name twice.</param>
    public StarlarkModule(string name, params ReadOnlySpan<KeyValuePair<string, Value>> members)
    {
        Name = name;
        _members = new(members.Length, StringComparer.Ordinal);
        foreach (var (key, value) in members)
            _members.Add(key, value);
    }

    /// <summary>The name it is printed with.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string TypeName => "module";

    /// <inheritdoc/>
    public IEnumerable<string> AttributeNames => _members.Keys;

    /// <inheritdoc/>
    public bool TryGetAttribute(string name, out Value value) => _members.TryGetValue(name, out value);

    /// <inheritdoc/>
    public override void Freeze(Freezer freezer)
    {
        if (_frozen)
            return;
        _frozen = true;
        foreach (var member in _members.Values)
            freezer.Add(member);
    }

    /// <inheritdoc/>
    public override StarlarkObject NewCopy() => _frozen ? this : new StarlarkModule(Name);

    /// <inheritdoc/>
    public override void FillCopy(StarlarkObject original, Fork fork)
    {
        foreach (var (name, member) in ((StarlarkModule)original)._members)
            _members.Add(name, fork.Add(member));
    }

    /// <inheritdoc/>
    public override int GetValueHash() => throw new StarlarkException($"unhashable: {TypeName}");

    /// <inheritdoc/>
    public override string ToString() => $"<module {Quotation.Of(Name)}>";
}
