using System.Globalization;
using System.Text.Json;
using Operon.Runs.Calls;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>
/// Runs as JSON for programs; docs/formats/runs-json.md tells what is in it. ASCII only, so that nothing in it drives a terminal either.
/// Calls are a list, not nested, so that it can be read and written as a stream, however deep and many they are.
/// </summary>
internal static class RunJson
{
    /// <summary>Grows when a reader of what was before would be misled; additions leave it.</summary>
    private const int Format = 1;

    private const int FlushAt = 1 << 16;

    // Values are nested as deeply as runs make them.
    public static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = Operon.Text.Json.JsonReader.DefaultMaxDepth };
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", MaxDepth = Operon.Text.Json.JsonReader.DefaultMaxDepth + 100 };

    public static async Task WriteListAsync(IEnumerable<RunSummary> runs, Stream output, CancellationToken cancellation)
    {
        await using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteNumber("format", Format);
        json.WriteStartArray("runs");
        foreach (var run in runs)
        {
            json.WriteStartObject();
            WriteSummary(json, run);
            json.WriteEndObject();
            if (json.BytesPending > FlushAt) await json.FlushAsync(cancellation);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await EndAsync(json, output, cancellation);
    }

    public static async Task WriteRunAsync(RunRecord run, Stream output, CancellationToken cancellation)
    {
        await using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteNumber("format", Format);
        json.WriteStartObject("run");
        WriteSummary(json, run.Summary);
        json.WriteEndObject();
        if (StartDetails.RetryOf(run.Tree.Details) is { } retried) json.WriteString("retryOf", retried);
        if (run.Tree.Error is { } error) WriteError(json, "error", error);
        using (var details = Parse(run.Tree.Details))
        {
            if (details?.RootElement is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty("inputs", out var inputs)) Write(json, "inputs", inputs);
        }

        using (var outputs = Parse(run.Tree.Outputs))
        {
            if (outputs is not null) Write(json, "outputs", outputs.RootElement);
        }

        json.WriteStartArray("calls");
        foreach (var call in run.Tree.Calls)
        {
            WriteCall(json, call, run.State);
            if (json.BytesPending > FlushAt) await json.FlushAsync(cancellation);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await EndAsync(json, output, cancellation);
    }

    private static async Task EndAsync(Utf8JsonWriter json, Stream output, CancellationToken cancellation)
    {
        await json.FlushAsync(cancellation);
        output.WriteByte((byte)'\n');
        await output.FlushAsync(cancellation);
    }

    private static void WriteSummary(Utf8JsonWriter json, RunSummary run)
    {
        json.WriteString("id", run.Id);
        json.WriteString("folder", run.Folder);
        json.WriteString("state", RunWords.Of(run.State));
        json.WriteBoolean("live", run.IsLive);
        if (run.Op is not null) json.WriteString("op", run.Op);
        WriteTimes(json, run.Started, run.Ended);
        if (run.Calls is { } calls)
        {
            json.WriteStartObject("callCounts");
            json.WriteNumber("total", calls.Total);
            json.WriteNumber("unfinished", calls.Running);
            json.WriteNumber("succeeded", calls.Succeeded);
            json.WriteNumber("failed", calls.Failed);
            json.WriteNumber("killed", calls.Killed);
            json.WriteNumber("skipped", calls.Skipped);
            json.WriteEndObject();
        }

        if (run.Cause is { } cause) WriteError(json, "cause", cause);
        if (run.Problem is { } problem) WriteError(json, "problem", RecordedError.From(problem));
    }

    private static void WriteCall(Utf8JsonWriter json, CallNode call, RunState run)
    {
        json.WriteStartObject();
        json.WriteString("id", call.Id.ToString());
        if (call.Parent is { } parent) json.WriteString("parent", parent.Id.ToString());
        json.WriteString("path", call.Path);
        json.WriteString("kind", call.Kind);
        if (call.Name is not null) json.WriteString("name", call.Name);
        json.WriteString("op", call.Op);
        if (call.Image is not null) json.WriteString("image", call.Image);
        if (call.Digest is not null) json.WriteString(call.Kind == "container" ? "imageDigest" : "opDigest", call.Digest);
        json.WriteString("state", RunWords.Of(call.State, run));
        WriteTimes(json, call.Started, call.Ended);
        if (call.ExitCode is { } code) json.WriteNumber("exitCode", code);
        if (call.StdoutLength > 0) json.WriteNumber("stdoutBytes", call.StdoutLength);
        if (call.StderrLength > 0) json.WriteNumber("stderrBytes", call.StderrLength);
        if (call.Error is { } error) WriteError(json, "error", error);
        json.WriteEndObject();
    }

    private static void WriteTimes(Utf8JsonWriter json, DateTimeOffset? started, DateTimeOffset? ended)
    {
        if (started is { } from) json.WriteString("started", Time(from));
        if (ended is { } to) json.WriteString("ended", Time(to));
        if (started is { } begin && ended is { } end) json.WriteNumber("durationMs", (long)Math.Max(0, (end - begin).TotalMilliseconds));
    }

    private static void WriteError(Utf8JsonWriter json, string name, RecordedError error)
    {
        json.WritePropertyName(name);
        WriteError(json, error);
    }

    public static void WriteError(Utf8JsonWriter json, RecordedError error)
    {
        json.WriteStartObject();
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
        if (error.Position is not null) json.WriteString("position", error.Position);
        if (error.Expected is not null) json.WriteString("expected", error.Expected);
        if (error.Fix is not null) json.WriteString("fix", error.Fix);
        if (error.Notes.Length > 0)
        {
            json.WriteStartArray("notes");
            foreach (var note in error.Notes) json.WriteStringValue(note);
            json.WriteEndArray();
        }

        if (error.Cause is not null) WriteError(json, "cause", error.Cause);
        if (error.Others.Length > 0)
        {
            json.WriteStartArray("others");
            foreach (var other in error.Others) WriteError(json, other);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, JsonElement value)
    {
        json.WritePropertyName(name);
        value.WriteTo(json);
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? null : JsonDocument.Parse(bytes, ReaderOptions);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
}
