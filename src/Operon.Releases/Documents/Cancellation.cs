using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Json;

namespace Operon.Releases.Documents;

/// <summary>Why a deployment was given up before it began, or what was to follow it: the body of the status.</summary>
/// <param name="Environment">Where it would have gone.</param>
/// <param name="Newer">The release that goes there in its place; null: the environment was removed.</param>
public sealed record Cancellation(Reference Environment, Reference? Newer)
{
    private const string EnvironmentName = "environment";
    private const string NewerName = "newer";

    /// <summary>Why a run was given up.</summary>
    /// <returns>Null: it was not, or nobody said why.</returns>
    public static Cancellation? Find(DocumentView state, Reference run) =>
        state.Load(run.Below(RunStatus.Of(RunStatus.Cancelled)).ToString())?.Body is { } body && Read(body, EnvironmentName) is { } environment ? new Cancellation(environment, Read(body, NewerName)) : null;

    /// <summary>Whether the last run of a deployment was given up with its environment: nobody waits for it.</summary>
    public static bool IsGone(DocumentView state, Reference task) =>
        RunDocument.NumbersOf(state, task) is [.., var last] && Find(state, RunDocument.Of(task, last)) is { Newer: null };

    /// <summary>As it is stored.</summary>
    /// <param name="marker">What every status says.</param>
    public JsonObject ToJson(JsonObject marker)
    {
        var json = marker.With(EnvironmentName, Environment.ToString());
        return Newer is null ? json : json.With(NewerName, Newer.ToString());
    }

    private static Reference? Read(JsonValue body, string name) => body[name]?.AsText is { } text && Reference.Parse(text).TryGet(out var reference, out _) ? reference : null;
}
