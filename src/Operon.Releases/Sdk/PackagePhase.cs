using System.Collections.Immutable;
using Operon.Text.Json;

namespace Operon.Releases.Sdk;

/// <summary>Tasks that may run at the same time, after those of the phases before.</summary>
/// <param name="Name">Its name; empty where it has none.</param>
/// <param name="Tasks">The tasks; there may be none.</param>
public sealed record PackagePhase(string Name, ImmutableArray<PackageTask> Tasks)
{
    /// <summary>As it stands in the release document.</summary>
    public JsonObject ToJson() => new(("name", Name), ("tasks", new JsonArray([.. Tasks.Select(t => (JsonValue)t.ToJson())])));

    /// <summary>Reads a phase of a release document.</summary>
    /// <returns>Null for what is none.</returns>
    public static PackagePhase? Of(JsonValue json)
    {
        if (json["tasks"] is not JsonArray tasks) return null;
        var read = tasks.Items.Select(PackageTask.Of).ToList();
        return read.Contains(null) ? null : new PackagePhase(json["name"]?.AsText ?? "", [.. read.Select(t => t!)]);
    }
}
