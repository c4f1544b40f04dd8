using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>How a function is found again in a later process (releases, section 1.9).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Position">Where it is defined: <c>FILE:LINE:COLUMN</c>, the file as it was loaded.</param>
public sealed record FunctionIdentity(string Name, string Position)
{
    /// <summary>Reads one; null where the parts are not there.</summary>
    public static FunctionIdentity? From(JsonValue? json) => json?["name"]?.AsText is { } name && json["pos"]?.AsText is { } position ? new(name, position) : null;

    /// <summary>As it is stored.</summary>
    public JsonObject ToJson() => new(("name", Name), ("pos", Position));

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Position})";
}
