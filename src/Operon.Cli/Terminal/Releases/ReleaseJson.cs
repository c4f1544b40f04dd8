using Operon.Releases.Planning;
using Operon.Text.Json;

namespace Operon.Cli.Terminal.Releases;

/// <summary>A release as programs read it.</summary>
internal static class ReleaseJson
{
    private const int Format = 1;

    /// <summary>The whole of it.</summary>
    /// <param name="release">The release.</param>
    /// <param name="isMeant">Which of its runs are in it.</param>
    /// <param name="logs">What a run printed; null: logs are left out.</param>
    public static JsonObject Of(ReleaseOverview release, Func<RunOverview, bool> isMeant, Func<RunOverview, JsonValue>? logs) =>
        ReleaseTable.Head(release).With("format", Format).With("phases", new JsonArray([.. release.Phases.Select(p => (JsonValue)new JsonObject(
            ("name", p.Name),
            ("tasks", new JsonArray([.. p.Tasks.Where(t => t.Last is null || t.Runs.Any(isMeant)).Select(t => (JsonValue)Of(t, isMeant, logs))]))))]));

    private static JsonObject Of(TaskOverview task, Func<RunOverview, bool> isMeant, Func<RunOverview, JsonValue>? logs) => new(
        ("ref", task.Place.ToString()),
        ("kind", task.Declaration.Type),
        ("name", task.Declaration.Name),
        ("status", task.Status),
        ("current", task.IsCurrent),
        ("runs", new JsonArray([.. task.Runs.Where(isMeant).Select(r => (JsonValue)Of(r, logs))])));

    private static JsonObject Of(RunOverview run, Func<RunOverview, JsonValue>? logs)
    {
        var inputs = run.Document.Functions[^1].Inputs.Properties.Select(i =>
        {
            var json = JsonObject.Empty;
            if (ReleaseText.ValueOf(run, i.Key, i.Value) is { } value) json = json.With("value", MaskedValue.Of(value));
            return KeyValuePair.Create<string, JsonValue>(i.Key, i.Value["ref"]?.AsText is { } source ? json.With("ref", source) : json);
        });
        var result = new JsonObject(
            ("ref", run.Reference.ToString()),
            ("kind", run.Document.IsDown ? "down" : run.Document.IsIntended ? "intended" : run.Document.Type),
            ("status", run.Status),
            ("inputs", new JsonObject(inputs)),
            ("outputs", MaskedValue.Of(run.Document.Output)),
            ("waitsFor", new JsonArray([.. run.Obstacles.Select(o => (JsonValue)o.ToJson())])));
        if (run.Cancellation is { } why) result = result.With("cancelled", why.ToJson(JsonObject.Empty));
        if (run.When.Length > 0) result = result.With("since", run.When);
        return logs is null ? result : result.With("logs", logs(run));
    }
}
