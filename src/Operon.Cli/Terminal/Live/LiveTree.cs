using System.Globalization;
using Operon.Runs.Calls;

namespace Operon.Cli.Terminal.Live;

/// <summary>
/// Draws what goes on as a tree of at most so many lines: where there is not enough room for all, each call shows fewer of those
/// inside it, and how many more there are.
/// </summary>
/// <param name="palette">How it looks.</param>
internal sealed class LiveTree(Palette palette)
{
    private static readonly int[] Caps = [int.MaxValue, 16, 8, 4, 2, 1];

    /// <summary>The picture.</summary>
    /// <param name="calls">What goes on.</param>
    /// <param name="progress">What a call waits for, such as an image; null for most.</param>
    /// <param name="columns">How wide it may be.</param>
    /// <param name="most">How many lines it may have.</param>
    /// <param name="now">Until when what runs has taken.</param>
    /// <param name="step">Counts pictures, for what turns.</param>
    public IReadOnlyList<ScreenRow> Draw(LiveCalls calls, Func<LiveCall, string?> progress, int columns, int most, DateTimeOffset now, long step)
    {
        if (calls.Root is not { } root || most < 1 || columns < 2) return [];
        var rows = new List<Line>();
        foreach (var cap in Caps)
        {
            rows.Clear();
            if (Collect(root, cap, most, rows)) break;
        }

        if (rows.Count > most)
        {
            var hidden = calls.Running - rows.Take(most - 1).Count(r => r.Call is { State: CallState.Running });
            rows.RemoveRange(most - 1, rows.Count - most + 1);
            rows.Add(new Line(null, 0, hidden));
        }

        return [.. rows.Select(r => Row(r, progress, columns, now, step))];
    }

    // No recursion: calls may nest more deeply than a stack holds.
    private static bool Collect(LiveCall root, int cap, int most, List<Line> rows)
    {
        var open = new Stack<Line>([new Line(root, 0, 0)]);
        while (open.TryPop(out var next))
        {
            var call = next.Call;
            if (call is { Children: { Count: 1, First.Value: var only } } && CallRow.IsFrame(only.Name, only.Kind, call.Kind))
            {
                rows.Add(next with { Frame = only });
                call = only;
            }
            else
            {
                rows.Add(next);
            }

            if (rows.Count > most) return false;
            if (call is not { Children.Count: > 0 }) continue;
            var shown = Shown(call, Math.Min(cap, most));
            if (shown.Count < call.Children.Count) open.Push(new Line(null, next.Depth + 1, call.Children.Count - shown.Count));
            for (var i = shown.Count - 1; i >= 0; i--) open.Push(new Line(shown[i], next.Depth + 1, 0));
        }

        return true;
    }

    // What failed comes first to be shown, then what has run for longest.
    private static List<LiveCall> Shown(LiveCall call, int cap)
    {
        if (call.Children.Count <= cap) return [.. call.Children];
        var shown = new List<LiveCall>();
        if (call.Failed > 0) shown.AddRange(call.Children.Where(c => c.State == CallState.Failed).Take(cap));
        for (var at = call.Children.First; at is not null && shown.Count < cap; at = at.Next)
        {
            if (at.Value.State == CallState.Running) shown.Add(at.Value);
        }

        return shown;
    }

    private ScreenRow Row(Line line, Func<LiveCall, string?> progress, int columns, DateTimeOffset now, long step)
    {
        if (line.Call is not { } call)
            return new CallRow(columns, palette).Begin(line.Depth, palette.More, Tone.Faint, string.Create(CultureInfo.InvariantCulture, $"{line.Hidden} more"), Tone.Faint).End(null);

        var isRunning = call.State == CallState.Running;
        var isRoot = call.Parent is null;
        var name = CallRow.NameOf(call.Name, isRoot, call.Op, call.Step, call.Kind);
        return new CallRow(columns, palette)
            .Begin(line.Depth, isRunning ? palette.Spinner(step).ToString() : palette.Failed, isRunning ? Tone.Busy : Tone.Bad, name, isRunning ? Tone.Name : Tone.Bad)
            .Exit(call.ExitCode)
            .What(name, call.Kind, call.Image, call.Op, isRoot)
            .Add(Count(line.Frame ?? call), Tone.Faint)
            .Add(isRunning ? progress(call) : null, Tone.Attention)
            .End(RunTimes.Text((call.Ended ?? now) - call.Started));
    }

    private static string? Count(LiveCall call)
    {
        if (call.Done == 0) return null;
        return call.Failed > 0 ? string.Create(CultureInfo.InvariantCulture, $"{call.Done} done, {call.Failed} failed") : string.Create(CultureInfo.InvariantCulture, $"{call.Done} done");
    }

    // A line of a call, or of how many more there are. The frame is the call inside an op that has no line of its own.
    private readonly record struct Line(LiveCall? Call, int Depth, int Hidden, LiveCall? Frame = null);
}
