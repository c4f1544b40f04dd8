using System.Buffers;
using System.Globalization;
using System.Text;
using Operon.Journal;
using Operon.Runs;
using Operon.Runs.Calls;
using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal.Live;

/// <summary>
/// A run as it is seen in a terminal: what its containers write, line by line under their names, and below that a picture of what
/// goes on, which in the end becomes one of what was done.
/// </summary>
/// <param name="run">The run; it may be going on.</param>
/// <param name="terminal">Where it is shown.</param>
/// <param name="errors">What else is said meanwhile.</param>
/// <param name="pulls">How far images are.</param>
/// <param name="clock">Decides when a picture is due.</param>
internal sealed class LiveRun(RunFolderReader run, LiveTerminal terminal, PendingErrors errors, PullProgress pulls, TimeProvider clock) : IDisposable
{
    /// <summary>How many calls are kept for the last picture; a run with more shows counts only.</summary>
    private const int MostKept = 2000;

    /// <summary>Lines are shown at once when so many bytes of them wait.</summary>
    private const int MostWaiting = 256 << 10;

    private const int LongestMessage = 8 * 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(30);

    private readonly LiveCalls calls = new();
    private readonly LiveTree picture = new(terminal.Palette);
    private readonly LogLabel labels = new(terminal.Palette);
    private readonly LiveRegion region = new(terminal.Output, terminal.IsDrawn);
    private readonly Dictionary<CallId, Writer> writers = [];
    private readonly ArrayBufferWriter<byte> line = new();
    private CallTree? tree = new();
    private long lastDrawn;
    private long pictures;
    private bool isShown = true;

    /// <summary>The number of the first event whose lines are shown; the picture has those before it in it, too.</summary>
    public long From { get; init; } = 1;

    /// <summary>Where the cause of a failure is; null unless a call failed.</summary>
    public FailedCall? Failed { get; private set; }

    /// <summary>Shows all that happens until the run has no writer any more.</summary>
    /// <returns>The last event of the root, or null when the run ended without one.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; the lines stay, and the picture is taken away.</exception>
    public async Task<CallEnded?> FollowAsync(CancellationToken cancellation)
    {
        try
        {
            return await FollowToEndAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            TakeErrors(isEnd: true);
            region.Close();
            throw;
        }
    }

    private async Task<CallEnded?> FollowToEndAsync(CancellationToken cancellation)
    {
        CallEnded? root = null;
        using var timer = new PeriodicTimer(Interval, clock);
        var tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var events = run.FollowAsync(1, null, end.Token).GetAsyncEnumerator(CancellationToken.None);
        var waiting = Task.FromResult(true);
        try
        {
            while (root is null)
            {
                var next = events.MoveNextAsync();
                if (!next.IsCompleted)
                {
                    waiting = next.AsTask();
                    if (region.Waiting > 0 && clock.GetElapsedTime(lastDrawn) > ShortestInterval) Draw();
                    while (await Task.WhenAny(waiting, tick) == tick)
                    {
                        Draw();
                        tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
                    }

                    if (!await waiting) break;
                }
                else if (!await next)
                {
                    break;
                }
                else if (tick.IsCompleted)
                {
                    Draw();
                    tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
                }

                var entry = events.Current;
                if (RunEventJson.Read(entry.Payload).TryGet(out var happened, out var unreadable)) root = Take(happened, entry) ?? root;
                else SayLine([], $"event {entry.Number} of the run cannot be shown: {unreadable.Message}", Tone.Bad);
            }
        }
        finally
        {
            // Where drawing fails, an event is still waited for: then it is given up first.
            await end.CancelAsync();
            await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await events.DisposeAsync();
        }

        End();
        return root;
    }

    public void Dispose()
    {
        foreach (var writer in writers.Values) writer.Lines.Dispose();
    }

    private CallEnded? Take(RunEvent happened, JournalEntry entry)
    {
        if (tree is not null)
        {
            tree.Fold(happened, entry.Number, entry.Timestamp);
            if (tree.Counts.Total > MostKept) tree = null;
        }

        isShown = entry.Number >= From;
        switch (happened)
        {
            case CallStarted started when calls.Begin(started, entry.Timestamp) is { Kind: "container" } call:
                Begin(call);
                return null;
            case OutputWritten written when isShown && writers.TryGetValue(written.Call, out var writer):
                writer.Lines.Read(written);
                if (region.Waiting > MostWaiting) Draw();
                return null;
            case CallEnded ended:
                End(ended, calls.End(ended, entry.Timestamp));
                return ended.Parent is null ? ended : null;
            default:
                return null;
        }
    }

    private void Begin(LiveCall call)
    {
        var label = labels.Of(call.Label);
        var last = new LastLines();
        writers.Add(call.Id, new Writer(label, last, new OutputLines(
            stream => run.Output(call.Id.ToString(), stream == OutputKind.Stdout ? OutputStream.Stdout : OutputStream.Stderr),
            (stream, text) => Show(label, last, stream, text))));
        if (!terminal.IsDrawn && isShown) SayLine(label, $"started {call.Image}", Tone.Faint);
    }

    private void End(CallEnded ended, LiveCall? call)
    {
        if (writers.Remove(ended.Call, out var writer))
        {
            writer.Lines.End();
            writer.Lines.Dispose();
        }

        if (call is null) return;
        if (call == calls.FirstFailed) Failed = new FailedCall(call, writer?.Last);
        if (writer is null || !isShown) return;
        var took = RunTimes.Text(call.Started, call.Ended);
        switch (ended.Outcome)
        {
            case CallOutcome.Failed:
                SayLine(writer.Label, $"failed after {took}{(ended.ExitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $" with exit code {code}") : "")}", Tone.Bad);
                break;
            case CallOutcome.Killed:
                SayLine(writer.Label, $"killed after {took}", Tone.Attention);
                break;
            default:
                if (!terminal.IsDrawn) SayLine(writer.Label, $"done in {took}", Tone.Faint);
                break;
        }
    }

    private void Show(byte[] label, LastLines last, OutputKind stream, ReadOnlySpan<byte> text)
    {
        line.ResetWrittenCount();
        line.Write(label);
        TerminalBytes.Append(text, terminal.Palette.HasColour, line);
        last.Add(line.WrittenSpan[label.Length..], stream == OutputKind.Stderr);
        if (stream == OutputKind.Stderr && terminal.Errors is { } elsewhere)
        {
            elsewhere.Write(label);
            elsewhere.Write(text);
            elsewhere.WriteByte((byte)'\n');
            elsewhere.Flush();
            return;
        }

        line.Write("\n"u8);
        region.Write(line.WrittenSpan);
    }

    // It may name what others have named, which must not drive the terminal.
    private void SayLine(byte[] label, string text, Tone tone)
    {
        region.Write(label);
        region.Write(Encoding.UTF8.GetBytes($"{terminal.Palette.Start(tone)}{VisibleText.Of(text, LongestMessage)}{terminal.Palette.Reset}\n"));
    }

    private void Draw()
    {
        TakeErrors(isEnd: false);
        var (columns, lines) = terminal.Size();
        region.Draw(terminal.IsDrawn ? Picture(columns, lines) : [], columns);
        lastDrawn = clock.GetTimestamp();
        pictures++;
    }

    // Above the picture there is room for some lines, and below it for the cursor.
    private IReadOnlyList<ScreenRow> Picture(int columns, int lines)
    {
        var most = Math.Clamp(lines * 2 / 3, Math.Min(4, lines - 1), Math.Max(1, lines - 1));
        var rows = picture.Draw(calls, call => pulls.Text(call.Image), columns, most - 1, clock.GetUtcNow(), pictures);
        if (rows.Count == 0) return rows;
        var rule = string.Concat(Enumerable.Repeat(terminal.Palette.Rule, 2));
        var counts = string.Create(CultureInfo.InvariantCulture, $"{rule} {calls.Running} running, {calls.Done} done ");
        var rest = Math.Max(0, Math.Min(columns, 100) - counts.Length - 1);
        return [new RowBuilder(columns, terminal.Palette).Add(counts + string.Concat(Enumerable.Repeat(terminal.Palette.Rule, rest)), Tone.Faint).Build(), .. rows];
    }

    private void TakeErrors(bool isEnd)
    {
        if (errors.Take(isEnd) is { Length: > 0 } said) region.Write(Encoding.UTF8.GetBytes(said));
    }

    private void End()
    {
        TakeErrors(isEnd: true);
        var columns = terminal.Size().Columns;
        if (tree is not null)
        {
            foreach (var row in new FinalTree(terminal.Palette).Draw(tree, columns)) region.Write(Encoding.UTF8.GetBytes(row.Text + "\n"));
        }
        else
        {
            SayLine([], string.Create(CultureInfo.InvariantCulture, $"{calls.Done} calls"), Tone.Faint);
        }

        if (Failed is { Last: { Lines.Count: > 0, HasErrors: false } last } failed)
        {
            SayLine([], $"the last lines of {failed.Call.Label}:", Tone.Plain);
            foreach (var text in last.Lines)
            {
                region.Write("  "u8);
                region.Write(text);
                region.Write("\n"u8);
            }
        }

        region.Close();
    }

    private sealed record Writer(byte[] Label, LastLines Last, OutputLines Lines);
}
