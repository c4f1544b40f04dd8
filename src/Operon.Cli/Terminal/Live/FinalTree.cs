using Operon.Runs.Calls;

namespace Operon.Cli.Terminal.Live;

/// <summary>The picture that stays when a run has ended: its calls, or of very many those that did not do what they should.</summary>
/// <param name="palette">How it looks.</param>
internal sealed class FinalTree(Palette palette)
{
    /// <summary>So many calls are shown one by one.</summary>
    public const int MostCalls = 60;

    private const int MostUnusual = 20;

    /// <summary>The picture.</summary>
    /// <param name="tree">All calls of the run.</param>
    /// <param name="columns">How wide it may be.</param>
    public IEnumerable<ScreenRow> Draw(CallTree tree, int columns)
    {
        if (tree.Root is not { } root) yield break;
        var isWhole = tree.Counts.Total <= MostCalls;
        var unusual = 0;

        // No recursion: calls may nest more deeply than a stack holds.
        var open = new Stack<(CallNode Call, int Depth)>([(root, 0)]);
        while (open.TryPop(out var next))
        {
            var (call, depth) = next;
            var isFrame = CallRow.IsFrame(call.Name, call.Kind, call.Parent?.Kind);
            if (!isWhole && !isFrame && call.Parent is not null && ++unusual > MostUnusual)
            {
                yield return new RowBuilder(columns, palette).Add($"  {palette.More} more that failed or were killed", Tone.Faint).Build();
                yield break;
            }

            if (!isFrame) yield return Row(call, depth, columns);
            for (var i = call.Children.Count - 1; i >= 0; i--)
            {
                if (isWhole || call.Children[i].State is CallState.Failed or CallState.Killed) open.Push((call.Children[i], isFrame ? depth : depth + 1));
            }
        }
    }

    private ScreenRow Row(CallNode call, int depth, int columns)
    {
        var (sign, tone) = call.State switch
        {
            CallState.Succeeded => (palette.Succeeded, Tone.Good),
            CallState.Failed => (palette.Failed, Tone.Bad),
            CallState.Killed => (palette.Killed, Tone.Attention),
            CallState.Skipped => (palette.Skipped, Tone.Faint),
            _ => (palette.More, Tone.Busy),
        };
        var isRoot = call.Parent is null;
        var name = CallRow.NameOf(call.Name, isRoot, call.Op, call.Step, call.Kind);
        return new CallRow(columns, palette)
            .Begin(depth, sign, tone, name, call.State switch { CallState.Failed => Tone.Bad, CallState.Skipped => Tone.Faint, _ => Tone.Name })
            .Exit(call.State == CallState.Failed ? call.ExitCode : null)
            .Add(call.State switch { CallState.Skipped => "skipped", CallState.Killed => "killed", _ => null }, tone)
            .What(name, call.Kind, call.Image, call.Op, isRoot)
            .End(call.Started is null ? null : RunTimes.Text(call.Started, call.Ended));
    }
}
