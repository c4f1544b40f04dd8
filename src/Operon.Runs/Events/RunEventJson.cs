using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Runs.Events;

/// <summary>Events as they stand in the journal: one JSON object each, whose <c>type</c> says which.</summary>
public static class RunEventJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // Values and chains of errors nest more deeply than the library's default of 64.
    private static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = Operon.Text.Json.JsonReader.DefaultMaxDepth };

    // Far more than are recorded; whoever follows a chain may do so on the stack.
    private const int DeepestError = 1000;

    /// <summary>The bytes of an event.</summary>
    public static byte[] Write(RunEvent runEvent)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            switch (runEvent)
            {
                case CallStarted started:
                    WriteStarted(json, started);
                    break;
                case OutputWritten output:
                    json.WriteString("type", "output");
                    json.WriteString("call", output.Call.ToString());
                    json.WriteString("stream", output.Stream == OutputKind.Stdout ? "stdout" : "stderr");
                    json.WriteNumber("offset", output.Offset);
                    json.WriteNumber("length", output.Length);
                    break;
                case CallEnded ended:
                    WriteEnded(json, ended);
                    break;
                default:
                    throw new ArgumentException($"no form for {runEvent.GetType().Name}", nameof(runEvent));
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The event of some bytes; a diagnostic when they are none, or of a kind that this program does not know.</summary>
    public static Result<RunEvent> Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, ReaderOptions);
            var json = document.RootElement;
            return json.GetProperty("type").GetString() switch
            {
                "started" => new CallStarted(Id(json, "call"), OptionalId(json, "parent"), Text(json, "path"), Text(json, "kind"), OptionalText(json, "name"), Text(json, "op")) { Details = Raw(json, "details") },
                "output" => ReadOutput(json),
                "ended" => ReadEnded(json),
                var type => new Diagnostic(RunRules.UnreadableEvent, $"event of unknown type '{type}'") { Fix = "read this run with a newer version of the program" },
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new Diagnostic(RunRules.UnreadableEvent, $"an event cannot be read: {e.Message}");
        }
    }

    private static void WriteStarted(Utf8JsonWriter json, CallStarted started)
    {
        json.WriteString("type", "started");
        json.WriteString("call", started.Call.ToString());
        if (started.Parent is { } parent) json.WriteString("parent", parent.ToString());
        json.WriteString("path", started.Path);
        json.WriteString("kind", started.Kind);
        if (started.Name is not null) json.WriteString("name", started.Name);
        json.WriteString("op", started.Op);
        WriteRaw(json, "details", started.Details);
    }

    private static void WriteEnded(Utf8JsonWriter json, CallEnded ended)
    {
        json.WriteString("type", "ended");
        json.WriteString("call", ended.Call.ToString());
        if (ended.Parent is { } parent) json.WriteString("parent", parent.ToString());
        json.WriteString("path", ended.Path);
        json.WriteString("kind", ended.Kind);
        json.WriteString("op", ended.Op);
        json.WriteString("outcome", ended.Outcome switch
        {
            CallOutcome.Succeeded => "succeeded",
            CallOutcome.Failed => "failed",
            CallOutcome.Killed => "killed",
            _ => "skipped",
        });
        if (ended.ExitCode is { } code) json.WriteNumber("exitCode", code);
        if (ended.Error is not null)
        {
            json.WritePropertyName("error");
            WriteError(json, ended.Error);
        }

        WriteRaw(json, "outputs", ended.Outputs);
    }

    private static void WriteError(Utf8JsonWriter json, RecordedError error)
    {
        json.WriteStartObject();
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
        if (error.Position is not null) json.WriteString("position", error.Position);
        if (error.Expected is not null) json.WriteString("expected", error.Expected);
        if (error.Fix is not null) json.WriteString("fix", error.Fix);
        if (error.Cause is not null)
        {
            json.WritePropertyName("cause");
            WriteError(json, error.Cause);
        }

        if (error.Others.Length > 0)
        {
            json.WriteStartArray("others");
            foreach (var other in error.Others) WriteError(json, other);
            json.WriteEndArray();
        }

        if (error.Notes.Length > 0)
        {
            json.WriteStartArray("notes");
            foreach (var note in error.Notes) json.WriteStringValue(note);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty) return;
        json.WritePropertyName(name);
        json.WriteRawValue(value.Span, skipInputValidation: true);
    }

    private static OutputWritten ReadOutput(JsonElement json)
    {
        var (offset, length) = (json.GetProperty("offset").GetInt64(), json.GetProperty("length").GetInt32());
        if (offset < 0 || length < 0 || offset > long.MaxValue - length) throw new FormatException("its range is none");
        return new OutputWritten(Id(json, "call"), Text(json, "stream") == "stdout" ? OutputKind.Stdout : OutputKind.Stderr, offset, length);
    }

    private static CallEnded ReadEnded(JsonElement json)
    {
        var outcome = Text(json, "outcome") switch
        {
            "succeeded" => CallOutcome.Succeeded,
            "failed" => CallOutcome.Failed,
            "killed" => CallOutcome.Killed,
            "skipped" => CallOutcome.Skipped,
            var other => throw new FormatException($"unknown outcome '{other}'"),
        };
        return new CallEnded(Id(json, "call"), OptionalId(json, "parent"), Text(json, "path"), Text(json, "kind"), Text(json, "op"), outcome)
        {
            Error = json.TryGetProperty("error", out var error) ? ReadError(error, 0) : null,
            Outputs = Raw(json, "outputs"),
            ExitCode = json.TryGetProperty("exitCode", out var code) ? code.GetInt32() : null,
        };
    }

    private static RecordedError ReadError(JsonElement json, int depth) => new(
        depth < DeepestError ? Text(json, "code") : throw new FormatException("its errors are nested too deeply"),
        Text(json, "message"),
        OptionalText(json, "position"),
        OptionalText(json, "expected"),
        OptionalText(json, "fix"),
        json.TryGetProperty("cause", out var cause) ? ReadError(cause, depth + 1) : null)
    {
        Others = json.TryGetProperty("others", out var others) ? [.. others.EnumerateArray().Select(other => ReadError(other, depth + 1))] : [],
        Notes = json.TryGetProperty("notes", out var notes) ? [.. notes.EnumerateArray().Select(n => n.GetString() ?? "")] : [],
    };

    private static CallId Id(JsonElement json, string name) => CallId.Parse(Text(json, name)) ?? throw new FormatException($"'{name}' is no id");

    private static CallId? OptionalId(JsonElement json, string name) => json.TryGetProperty(name, out _) ? Id(json, name) : null;

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");

    private static string? OptionalText(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static ReadOnlyMemory<byte> Raw(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? System.Text.Encoding.UTF8.GetBytes(value.GetRawText()) : default(ReadOnlyMemory<byte>);
}
