using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Runs.Events;

/// <summary>
/// Events as they stand in the journal: one JSON object each, whose <c>type</c> says which. A new property is a line in
/// <see cref="EventProperty"/> and one each where its event is written and read.
/// </summary>
public static class RunEventJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // Chains of errors nest more deeply than the library's default of 64.
    private static readonly JsonDocumentOptions ErrorOptions = new() { MaxDepth = Operon.Text.Json.JsonReader.DefaultMaxDepth };

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
                case ImageResolved image:
                    json.WriteString("type", "image");
                    WriteId(json, "call", image.Call);
                    json.WriteString("digest", image.Digest);
                    break;
                case OutputWritten output:
                    json.WriteString("type", "output");
                    WriteId(json, "call", output.Call);
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
    /// <param name="bytes">One event. Details and outputs of a call stay parts of it.</param>
    /// <param name="texts">What the events of one run share; for who reads many.</param>
    public static Result<RunEvent> Read(ReadOnlyMemory<byte> bytes, SharedTexts? texts = null)
    {
        try
        {
            var fields = new EventFields(bytes);
            if (fields.Is(EventProperty.Type, "output"u8)) return ReadOutput(fields);
            if (fields.Is(EventProperty.Type, "started"u8)) return ReadStarted(fields, texts);
            if (fields.Is(EventProperty.Type, "ended"u8)) return ReadEnded(fields, texts);
            if (fields.Is(EventProperty.Type, "image"u8)) return new ImageResolved(fields.Id(EventProperty.Call), fields.Text(EventProperty.Digest, texts));
            return new Diagnostic(RunRules.UnreadableEvent, $"event of unknown type '{fields.Text(EventProperty.Type)}'") { Fix = "read this run with a newer version of the program" };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return new Diagnostic(RunRules.UnreadableEvent, $"an event cannot be read: {e.Message}");
        }
    }

    private static void WriteStarted(Utf8JsonWriter json, CallStarted started)
    {
        json.WriteString("type", "started");
        WriteId(json, "call", started.Call);
        if (started.Parent is { } parent) WriteId(json, "parent", parent);
        json.WriteString("path", started.Path);
        json.WriteString("kind", started.Kind);
        if (started.Name is not null) json.WriteString("name", started.Name);
        json.WriteString("op", started.Op);
        if (started.OpDigest is not null) json.WriteString("opDigest", started.OpDigest);
        if (started.OpCommit is not null) json.WriteString("opCommit", started.OpCommit);
        WriteRaw(json, "details", started.Details);
    }

    private static void WriteEnded(Utf8JsonWriter json, CallEnded ended)
    {
        json.WriteString("type", "ended");
        WriteId(json, "call", ended.Call);
        if (ended.Parent is { } parent) WriteId(json, "parent", parent);
        json.WriteString("path", ended.Path);
        json.WriteString("kind", ended.Kind);
        json.WriteString("op", ended.Op);
        json.WriteString("outcome", WordOf(ended.Outcome));
        if (ended.ExitCode is { } code) json.WriteNumber("exitCode", code);
        if (ended.Error is not null)
        {
            json.WritePropertyName("error");
            WriteError(json, ended.Error);
        }

        WriteRaw(json, "outputs", ended.Outputs);
    }

    private static ReadOnlySpan<byte> WordOf(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Succeeded => "succeeded"u8,
        CallOutcome.Failed => "failed"u8,
        CallOutcome.Killed => "killed"u8,
        _ => "skipped"u8,
    };

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

    private static void WriteId(Utf8JsonWriter json, string name, CallId id)
    {
        Span<byte> digits = stackalloc byte[CallId.Digits];
        id.Write(digits);
        json.WriteString(name, digits);
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> value)
    {
        if (value.IsEmpty) return;
        json.WritePropertyName(name);
        json.WriteRawValue(value.Span, skipInputValidation: true);
    }

    private static CallStarted ReadStarted(in EventFields fields, SharedTexts? texts) => new(
        fields.Id(EventProperty.Call),
        fields.OptionalId(EventProperty.Parent),
        fields.Text(EventProperty.Path),
        fields.Text(EventProperty.Kind, texts),
        fields.OptionalText(EventProperty.Name, texts),
        fields.Text(EventProperty.Op, texts))
    {
        OpDigest = fields.OptionalText(EventProperty.OpDigest, texts),
        OpCommit = fields.OptionalText(EventProperty.OpCommit, texts),
        Details = fields.Raw(EventProperty.Details),
    };

    private static OutputWritten ReadOutput(in EventFields fields)
    {
        var (offset, length) = (fields.Integer(EventProperty.Offset), fields.SmallInteger(EventProperty.Length));
        if (offset < 0 || length < 0 || offset > long.MaxValue - length) throw new FormatException("its range is none");
        return new OutputWritten(fields.Id(EventProperty.Call), fields.Is(EventProperty.Stream, "stdout"u8) ? OutputKind.Stdout : OutputKind.Stderr, offset, length);
    }

    private static CallEnded ReadEnded(in EventFields fields, SharedTexts? texts) => new(
        fields.Id(EventProperty.Call),
        fields.OptionalId(EventProperty.Parent),
        fields.Text(EventProperty.Path),
        fields.Text(EventProperty.Kind, texts),
        fields.Text(EventProperty.Op, texts),
        Outcome(fields))
    {
        Error = fields.Has(EventProperty.Error) ? ReadError(fields.Raw(EventProperty.Error)) : null,
        Outputs = fields.Raw(EventProperty.Outputs),
        ExitCode = fields.Has(EventProperty.ExitCode) ? fields.SmallInteger(EventProperty.ExitCode) : null,
    };

    private static CallOutcome Outcome(in EventFields fields)
    {
        for (var outcome = CallOutcome.Succeeded; outcome <= CallOutcome.Skipped; outcome++)
        {
            if (fields.Is(EventProperty.Outcome, WordOf(outcome))) return outcome;
        }

        throw new FormatException($"unknown outcome '{fields.Text(EventProperty.Outcome)}'");
    }

    // Errors are rare and nested, so that a document serves them best.
    private static RecordedError ReadError(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes, ErrorOptions);
        return ReadError(document.RootElement, 0);
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

    private static string Text(JsonElement json, string name) => OptionalText(json, name) ?? throw new FormatException($"'{name}' of an error is missing");

    private static string? OptionalText(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
