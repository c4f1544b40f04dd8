using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>What the last successful run of a task or deployment of a release came to (releases, section 3.5).</summary>
/// <param name="Run">The run.</param>
/// <param name="Type">Its kind, one of <see cref="RunTypes"/>.</param>
/// <param name="Release">The release.</param>
/// <param name="Input">The descriptors of its first function, with their values.</param>
/// <param name="Output">What came out.</param>
public sealed record TaskDocument(Reference Run, string Type, Reference Release, JsonObject Input, JsonValue Output)
{
    /// <summary>Reads one.</summary>
    /// <returns>The document; null when there is none.</returns>
    /// <exception cref="StoreFailure">It does not have the shape of one.</exception>
    public static TaskDocument? Find(DocumentView state, Reference task)
    {
        if (state.Find(task)?.Body is not { } body) return null;
        var shape = new DocumentShape(task.ToString(), body);
        return new TaskDocument(shape.Reference("run_ref"), shape.Text("type"), shape.Reference("release"), shape.Object("input"), shape.Value("output"));
    }

    /// <summary>The link to the current result of a task or deployment of a package.</summary>
    public static Reference CurrentOf(Reference task) => task with { Release = "", Fragment = "" };

    /// <summary>As it is stored.</summary>
    public JsonObject ToJson() => new(("run_ref", Run.ToString()), ("type", Type), ("release", Release.ToString()), ("input", Input), ("output", Output));
}
