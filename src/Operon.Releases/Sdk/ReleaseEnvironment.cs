using System.Collections.Immutable;
using Operon.Text.Json;

namespace Operon.Releases.Sdk;

/// <summary>An environment: where releases are deployed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">What files have written about it, as an object of texts.</param>
public sealed record ReleaseEnvironment(string Name, JsonObject Attributes)
{
    /// <summary>Its document.</summary>
    public JsonObject ToJson() => new(("name", Name), ("attributes", Attributes));

    internal static ImmutableArray<ReleaseEnvironment> InOrder(IEnumerable<ReleaseEnvironment> environments) =>
        [.. environments.OrderBy(e => e.Name, Text.BytewiseComparer.Instance)];
}
