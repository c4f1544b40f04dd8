using System.Collections.Immutable;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>Tasks that may run at the same time, after those of the phase before (releases, section 1.1).</summary>
/// <param name="Name">Its name; empty for a task that is declared outside of phases.</param>
/// <param name="Tasks">Its tasks; there may be none.</param>
public sealed record PhaseDeclaration(string Name, ImmutableArray<TaskDeclaration> Tasks)
{
    private const string NameKey = "name";
    private const string TasksKey = "tasks";

    /// <summary>As it stands in the release document.</summary>
    public JsonObject ToJson() => new((NameKey, Name), (TasksKey, new JsonArray([.. Tasks.Select(t => (JsonValue)t.ToJson())])));

    internal static PhaseDeclaration From(DocumentShape shape) => new(shape.Text(NameKey), [.. shape.Items(TasksKey).Select(TaskDeclaration.From)]);
}
