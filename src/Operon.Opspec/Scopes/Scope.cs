using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Opspec.Values;

namespace Operon.Opspec.Scopes;

/// <summary>
/// The variables that a call sees, and the directory of the op it stands in, which <c>$(/…)</c>, <c>$(./…)</c> and <c>$(../…)</c>
/// start from (specification, section 1.4.3). Immutable: a new variable makes a new scope.
/// </summary>
public sealed class Scope
{
    private readonly ImmutableDictionary<string, Value> variables;
    private readonly Action<string, Value?>? seen;

    private Scope(Location opDirectory, ImmutableDictionary<string, Value> variables, Action<string, Value?>? seen = null)
    {
        OpDirectory = opDirectory;
        this.variables = variables;
        this.seen = seen;
    }

    /// <summary>The directory of the op.</summary>
    public Location OpDirectory { get; }

    /// <summary>The names in scope, in no order.</summary>
    public IEnumerable<string> Names => variables.Keys;

    /// <summary>The variables.</summary>
    public ImmutableDictionary<string, Value> Variables => variables;

    /// <summary>A scope without variables.</summary>
    public static Scope Of(Location opDirectory) => new(opDirectory, ImmutableDictionary.Create<string, Value>(StringComparer.Ordinal));

    /// <summary>The value of a variable, or null.</summary>
    public Value? Find(string name)
    {
        var value = variables.GetValueOrDefault(name);
        seen?.Invoke(name, value);
        return value;
    }

    /// <summary>This scope, which tells of every variable that is looked for: its name, and its value or null.</summary>
    public Scope Watched(Action<string, Value?> seen) => new(OpDirectory, variables, seen);

    /// <summary>This scope with a variable set.</summary>
    public Scope With(string name, Value value) => new(OpDirectory, variables.SetItem(name, value));

    /// <summary>This scope with several variables set.</summary>
    public Scope With(IEnumerable<KeyValuePair<string, Value>> values) => new(OpDirectory, variables.SetItems(values));

    /// <summary>This scope without a variable.</summary>
    public Scope Without(string name) => new(OpDirectory, variables.Remove(name));
}
