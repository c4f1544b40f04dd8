using System.Collections.Immutable;
using Operon.Releases.Sdk;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>A function in the chain of a run (releases, section 3.5).</summary>
/// <param name="Function">What is called.</param>
/// <param name="Inputs">Descriptors by name; with their values once they were resolved.</param>
public sealed record RunFunction(FunctionIdentity Function, JsonObject Inputs)
{
    /// <summary>Globs of which each must match something before it may be called.</summary>
    public ImmutableArray<string> Dependencies { get; init; } = [];

    internal static RunFunction From(DocumentShape shape) => new(shape.Function("fn"), shape.Object("inputs")) { Dependencies = shape.Texts("dependencies") };

    /// <summary>As it is stored.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject(("fn", Function.ToJson()), ("inputs", Inputs));
        return Dependencies.IsEmpty ? json : json.With("dependencies", new JsonArray([.. Dependencies.Select(d => (JsonValue)d)]));
    }
}
