using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Operon.Journal;
using Operon.Runs;
using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>
/// A run as JSON for programs, an object a line (docs/formats/run-events-json.md): its events as they are recorded, those of output with
/// what was written.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="output">Gets the lines.</param>
internal sealed class RunEventLines(RunFolderReader run, Stream output) : IRunView
{
    /// <summary>Changes when a reader of what was before would be misled.</summary>
    private const string Schema = "operon.run-event/1";

    private const int MostOpen = 64;

    // Calls of an error nest; what stands in a journal was checked when it was written.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Dictionary<(CallId Call, OutputKind Stream), OutputReader> open = [];
    private readonly ArrayBufferWriter<byte> line = new();

    /// <summary>The number of the first event that is told.</summary>
    public long From { get; init; } = 1;

    /// <summary>Writes the last line: how all ended.</summary>
    public static void Conclude(RunConclusion conclusion, Stream output)
    {
        var last = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(last, Options))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            if (conclusion.Run is { } run) json.WriteString("run", run);
            json.WriteString("type", "result");
            json.WriteString("result", conclusion.Result);
            json.WriteNumber("exitCode", conclusion.ExitCode);
            if (conclusion.Errors.Length > 0)
            {
                json.WriteStartArray("errors");
                foreach (var error in conclusion.Errors) RunJson.WriteError(json, error);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        last.Write("\n"u8);
        output.Write(last.WrittenSpan);
        output.Flush();
    }

    public void Take(RunEvent happened, JournalEntry entry)
    {
        if (entry.Number >= From)
        {
            Begin(entry);
            var payload = entry.Payload.Span;
            if (happened is OutputWritten written)
            {
                line.Write(payload[1..^1]);
                Append(written);
            }
            else
            {
                line.Write(payload[1..]);
            }

            End();
        }

        if (happened is not CallEnded ended) return;
        foreach (var stream in (OutputKind[])[OutputKind.Stdout, OutputKind.Stderr])
        {
            if (open.Remove((ended.Call, stream), out var reader)) reader.Dispose();
        }
    }

    public void TakeUnreadable(JournalEntry entry, Diagnostic why)
    {
        if (entry.Number < From) return;
        Begin(entry);
        line.Write("\"type\":\"unreadable\",\"message\":"u8);
        WriteString(why.Message);
        line.Write("}"u8);
        End();
    }

    public void Flush() => output.Flush();

    public void Dispose() => CloseAll();

    private void Begin(JournalEntry entry)
    {
        line.ResetWrittenCount();
        line.Write("{\"schema\":\""u8);
        Ascii(Schema);
        line.Write("\",\"run\":"u8);
        WriteString(run.RunId);
        line.Write(",\"number\":"u8);
        Ascii(entry.Number.ToString(CultureInfo.InvariantCulture));
        line.Write(",\"time\":\""u8);
        Ascii(RunJson.Time(entry.Timestamp));
        line.Write("\","u8);
    }

    private void End()
    {
        // A journal that somebody else wrote may have lines in its objects.
        line.Write("\n"u8);
        var whole = line.WrittenSpan;
        while (whole.IndexOf((byte)'\n') is var end && end < whole.Length - 1)
        {
            output.Write(whole[..end]);
            output.Write(" "u8);
            whole = whole[(end + 1)..];
        }

        output.Write(whole);
    }

    // A piece that is no text, or ends in the middle of a character, stands as base64: its bytes are what matters.
    private void Append(OutputWritten written)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(written.Length);
        var bytes = buffer.AsSpan(0, Reader(written).Read(written.Offset, buffer.AsSpan(0, written.Length)));
        line.Write(Utf8.IsValid(bytes) ? ",\"text\":"u8 : ",\"base64\":"u8);
        using (var json = new Utf8JsonWriter(line, Options))
        {
            if (Utf8.IsValid(bytes)) json.WriteStringValue(bytes);
            else json.WriteBase64StringValue(bytes);
        }

        line.Write("}"u8);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void WriteString(string text)
    {
        using var json = new Utf8JsonWriter(line, Options);
        json.WriteStringValue(text);
    }

    private void Ascii(string text)
    {
        foreach (var c in text) line.Write([(byte)c]);
    }

    private OutputReader Reader(OutputWritten written)
    {
        var key = (written.Call, written.Stream);
        if (open.TryGetValue(key, out var reader)) return reader;
        if (open.Count >= MostOpen) CloseAll();
        return open[key] = run.Output(written.Call.ToString(), written.Stream == OutputKind.Stdout ? OutputStream.Stdout : OutputStream.Stderr);
    }

    private void CloseAll()
    {
        foreach (var reader in open.Values) reader.Dispose();
        open.Clear();
    }
}
