using System.Text.Json;
using Operon.Runs.Calls;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>A run as people read it: what it is, its calls as a tree with the cause at the one that failed, its outputs. Nothing in it drives the terminal.</summary>
/// <param name="output">Where to write.</param>
/// <param name="now">Until when running calls have taken.</param>
internal sealed class RunText(TextWriter output, DateTimeOffset now)
{
    private const int LongestName = 200;
    private const int LongestLine = 1000;
    private const int MostIndented = 40;
    private const int MostErrorLines = 40;
    private static readonly string Margin = new(' ', 30);

    public void Write(RunRecord run)
    {
        var summary = run.Summary;
        output.WriteLine($"run      {run.Id}");
        output.WriteLine($"op       {(summary.Op is { } op ? Visible(op) : "-")}");
        output.WriteLine($"state    {RunWords.Of(run.State)}{(run.State == RunState.Died ? ": its process ended before the run did" : "")}");
        output.WriteLine($"started  {(summary.Started is { } started ? RunTimes.Text(started) : "-")}");
        if (StartDetails.RetryOf(run.Tree.Details) is { } retried) output.WriteLine($"retry of {Visible(retried)}");
        output.WriteLine($"took     {RunTimes.Text(summary.Started, run.State == RunState.Running ? now : summary.Ended)}");
        output.WriteLine($"calls    {Counts(run)}");
        WriteValues("inputs", Inputs(run.Tree.Details));
        output.WriteLine();
        WriteCalls(run);
        WriteValues("outputs", Parse(run.Tree.Outputs));
    }

    /// <summary>An error as its run recorded it, with what led to it.</summary>
    public static string Of(RecordedError error)
    {
        using var text = new StringWriter { NewLine = "\n" };
        text.Write("error ");
        new RunText(text, default).WriteError(error, "");
        return text.ToString();
    }

    private static string Counts(RunRecord run)
    {
        var counts = run.Tree.Counts;
        (int Number, CallState State)[] all =
        [
            (counts.Running, CallState.Running), (counts.Succeeded, CallState.Succeeded), (counts.Failed, CallState.Failed),
            (counts.Killed, CallState.Killed), (counts.Skipped, CallState.Skipped),
        ];
        var words = all.Where(c => c.Number > 0).Select(c => $"{c.Number} {RunWords.Of(c.State, run.State)}");
        return counts.Total == 0 ? "0" : $"{counts.Total} ({string.Join(", ", words)})";
    }

    private void WriteCalls(RunRecord run)
    {
        // No recursion: calls may nest more deeply than a stack holds.
        var open = new Stack<(CallNode Call, int Depth)>();
        if (run.Tree.Root is { } root) open.Push((root, 0));
        while (open.TryPop(out var next))
        {
            var (call, depth) = next;
            var indent = new string(' ', 2 * Math.Min(depth, MostIndented));
            var took = RunTimes.Text(call.Started, call.Ended ?? (run.State == RunState.Running ? now : run.LastHeard));
            output.WriteLine($"{RunWords.Of(call.State, run.State),-9}  {took,7}  {call.Id.Short}  {indent}{Describe(call)}");
            if (call.Error is { } error) WriteError(error, Margin + indent);
            for (var i = call.Children.Count - 1; i >= 0; i--) open.Push((call.Children[i], depth + 1));
        }
    }

    private static string Describe(CallNode call)
    {
        var step = call.Parent is null ? "." : Visible(call.Step);
        var what = call.Image is { } image ? $"container {Visible(image)}" : call is { Kind: "op", StartEvent: > 0 } ? $"op {Visible(call.Op)}" : Visible(call.Kind);
        return $"{step}{(step == what ? "" : $"  {what}")}{(call.ExitCode is { } code and not 0 ? $"  exit code {code}" : "")}";
    }

    private void WriteError(RecordedError error, string margin)
    {
        var lines = 0;
        for (var (at, word) = ((RecordedError?)error, ""); at is not null; (at, word) = (at.Cause, "caused by "))
        {
            Line($"{word}{(at.Position is null ? "" : $"{at.Position}: ")}{at.Code}: {at.Message}");
            if (at.Expected is { } expected) Line($"  expected: {expected}");
            if (at.Fix is { } fix) Line($"  fix: {fix}");
            foreach (var note in at.Notes.SelectMany(n => n.Split('\n'))) Line($"  {note}");
            foreach (var other in at.Others) Line($"  and {(other.Position is null ? "" : $"{other.Position}: ")}{other.Code}: {other}");
        }

        if (lines > MostErrorLines) output.WriteLine($"{margin}… {lines - MostErrorLines} more lines");

        void Line(string text)
        {
            if (lines++ < MostErrorLines) output.WriteLine($"{margin}{VisibleText.Of(text, LongestLine)}");
        }
    }

    private void WriteValues(string title, JsonDocument? values)
    {
        using (values)
        {
            if (values?.RootElement is not { ValueKind: JsonValueKind.Object } json || !json.EnumerateObject().Any()) return;
            if (title == "outputs") output.WriteLine();
            output.WriteLine(title);
            foreach (var value in json.EnumerateObject()) output.WriteLine($"  {Visible(value.Name)}: {Value(value.Value)}");
        }
    }

    // A value is {type: value}, a secret {"secret": [names]}, one that is kept beside the events {"large": [type, digest, length]}.
    private static string Value(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().FirstOrDefault() is not { Value.ValueKind: not JsonValueKind.Undefined } value) return "-";
        if (value.NameEquals("secret")) return "<secret>";
        if (value.NameEquals("large") && value.Value is { ValueKind: JsonValueKind.Array } large && large.GetArrayLength() == 3) return Visible($"{large[0]} of {large[2]} bytes, {large[1]}");
        return Visible(value.Value.ValueKind == JsonValueKind.String ? value.Value.GetString()! : value.Value.GetRawText());
    }

    private static JsonDocument? Inputs(ReadOnlyMemory<byte> details)
    {
        using var all = Parse(details);
        return all?.RootElement is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("inputs", out var inputs) ? Parse(System.Text.Encoding.UTF8.GetBytes(inputs.GetRawText())) : null;
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? null : JsonDocument.Parse(bytes, RunJson.ReaderOptions);

    private static string Visible(string text) => VisibleText.Of(text, LongestName);
}
