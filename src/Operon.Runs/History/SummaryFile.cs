using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Journal;
using Operon.Journal.Frames;
using Operon.Runs.Calls;
using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Runs.History;

/// <summary>
/// The file <c>summary</c> of a run folder: what lists show of a run that has ended, so that they need not read its journal. Written by the
/// run itself (<see cref="RunTally"/>), or by the first list that finds none. Derived: it names the journal's length and time, and counts for nothing when those are others now or its check does not match.
/// </summary>
internal static class SummaryFile
{
    private const string Name = "summary";
    private const string Head = "operon-run-summary 2 ";
    private const int CheckDigits = 2 * sizeof(uint);
    private const int MostBytes = 1 << 16;
    private const int LongestText = 2000;

    /// <summary>What the file says of the run; null when it is missing, damaged, or about an earlier state of the journal.</summary>
    public static RunSummary? Read(string folder, JournalStamp stamp)
    {
        try
        {
            var path = Path.Combine(folder, Name);
            if (FileStatus.Find(path) != FileKind.File) return null;
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            if (length > MostBytes) return null;
            var bytes = new byte[length];
            if (RandomAccess.Read(file, bytes, 0) < length) return null;
            var headLength = Head.Length + CheckDigits + 1;
            if (length < headLength || !bytes.AsSpan(0, headLength).SequenceEqual(HeadOf(bytes.AsSpan(headLength)))) return null;
            using var document = JsonDocument.Parse(bytes.AsMemory(headLength));
            var json = document.RootElement;
            return json.GetProperty("length").GetInt64() == stamp.Length && json.GetProperty("modified").GetInt64() == stamp.ModifiedTicks ? Read(folder, json) : null;
        }
        catch (Exception e) when (FileFailure.Covers(e) || e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Writes the file. Where that fails, lists read the journal again.</summary>
    public static void Write(RunSummary summary, JournalStamp stamp)
    {
        var json = Json(summary, stamp);
        var temporary = Path.Combine(summary.Folder, $".{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)}.tmp");
        try
        {
            // Not brought to the disk: after a loss of power the check tells, and it is made anew.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = DurableFile.PrivateMode };
            using (var file = new FileStream(temporary, options)) file.Write([.. HeadOf(json), .. json]);
            File.Move(temporary, Path.Combine(summary.Folder, Name), overwrite: true);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            Forget(temporary);
        }
    }

    private static byte[] HeadOf(ReadOnlySpan<byte> json) => Encoding.ASCII.GetBytes($"{Head}{Crc32C.Of(json):x8}\n");

    private static void Forget(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // The folder cannot be written; then there is no such file either.
            return;
        }
    }

    private static byte[] Json(RunSummary summary, JournalStamp stamp)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("length", stamp.Length);
            json.WriteNumber("modified", stamp.ModifiedTicks);
            json.WriteString("state", summary.State.ToString());
            if (summary.Op is { } op) json.WriteString("op", Cut(op));
            if (summary.Started is { } started) json.WriteNumber("started", started.UtcTicks);
            if (summary.Ended is { } ended) json.WriteNumber("ended", ended.UtcTicks);
            if (summary.Calls is { } calls)
            {
                json.WriteStartArray("calls");
                foreach (var count in (ReadOnlySpan<int>)[calls.Running, calls.Succeeded, calls.Failed, calls.Killed, calls.Skipped]) json.WriteNumberValue(count);
                json.WriteEndArray();
            }

            if (summary.Cause is { } cause)
            {
                json.WriteStartObject("cause");
                json.WriteString("code", Cut(cause.Code));
                json.WriteString("message", Cut(cause.Message));
                if (cause.Position is not null) json.WriteString("position", Cut(cause.Position));
                json.WriteEndObject();
            }

            if (summary.Problem is { } problem)
            {
                json.WriteStartObject("problem");
                json.WriteString("code", problem.Code);
                json.WriteString("message", Cut(problem.Message));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static RunSummary Read(string folder, JsonElement json) => new(Path.GetFileName(folder), folder, State(Text(json, "state")))
    {
        Op = Text(json, "op"),
        Started = Time(json, "started"),
        Ended = Time(json, "ended"),
        Calls = json.TryGetProperty("calls", out var calls) ? new CallCounts(calls[0].GetInt32(), calls[1].GetInt32(), calls[2].GetInt32(), calls[3].GetInt32(), calls[4].GetInt32()) : null,
        Cause = json.TryGetProperty("cause", out var cause) ? new RecordedError(Text(cause, "code") ?? "", Text(cause, "message") ?? "", Text(cause, "position"), null, null, null) : null,
        Problem = json.TryGetProperty("problem", out var problem) ? Problem(Text(problem, "code"), Text(problem, "message") ?? "") : null,
    };

    // By hand: enumerations are read by reflection, which costs each start more than the rest of the file.
    private static RunState State(string? name) => name switch
    {
        nameof(RunState.Running) => RunState.Running,
        nameof(RunState.Succeeded) => RunState.Succeeded,
        nameof(RunState.Failed) => RunState.Failed,
        nameof(RunState.Killed) => RunState.Killed,
        nameof(RunState.Died) => RunState.Died,
        nameof(RunState.Unreadable) => RunState.Unreadable,
        _ => throw new FormatException(),
    };

    private static Diagnostic Problem(string? code, string message) =>
        new(code == RunRules.UnreadableEvent.Code ? RunRules.UnreadableEvent : HistoryRules.Damaged, message) { Severity = DiagnosticSeverity.Warning };

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement json, string name) => json.TryGetProperty(name, out var ticks) ? new DateTimeOffset(ticks.GetInt64(), TimeSpan.Zero) : null;

    private static string Cut(string text) => text.Length <= LongestText ? text : $"{text[..LongestText]}…";
}
