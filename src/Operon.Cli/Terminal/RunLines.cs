using System.Text;
using Operon.Journal;
using Operon.Releases.References;
using Operon.Runs;
using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>
/// A run as lines (specification, section 3): each line of output and each thing that happens with the id and the op in front,
/// in the order in which it was recorded. Output is passed on byte for byte; a line is held until it is whole.
/// </summary>
internal sealed class RunLines(RunFolderReader run, Stream output, Stream errors) : IRunView
{
    /// <summary>What a line of the program's own may hold, in UTF-16 units.</summary>
    private const int LongestMessage = 8 * 1024;

    private const string Container = "container";

    // Of a task's functions only the lines are shown: it is told of itself how it ended.
    private const string Function = "function";

    private readonly Dictionary<CallId, ShownCall> calls = [];

    /// <summary>The number of the first event that is shown. Of those before only what later ones need is taken.</summary>
    public long From { get; init; } = 1;

    /// <summary>What a line of a container becomes before it is shown; it is passed on byte for byte without.</summary>
    public Func<ReadOnlySpan<byte>, ReadOnlySpan<byte>>? Clean { get; init; }

    /// <summary>Shows all that happens until the run has no writer any more.</summary>
    /// <returns>The last event of the root, or null when the run ended without one.</returns>
    public Task<CallEnded?> FollowAsync(CancellationToken cancellation) => RunFeed.FollowAsync(run, this, cancellation);

    public void Take(RunEvent happened, JournalEntry entry)
    {
        var isShown = entry.Number >= From;
        switch (happened)
        {
            case CallStarted started:
                Begin(started, isShown);
                break;
            case OutputWritten written when isShown && calls.TryGetValue(written.Call, out var call):
                call.Read(written);
                break;
            case CallEnded ended:
                End(ended, isShown);
                break;
            default:
                break;
        }
    }

    public void TakeUnreadable(JournalEntry entry, Diagnostic why) => Say(errors, [], $"event {entry.Number} of the run cannot be shown: {why.Message}");

    public void Flush()
    {
        output.Flush();
        errors.Flush();
    }

    public void Dispose()
    {
        foreach (var call in calls.Values) call.Dispose();
    }

    private void Begin(CallStarted started, bool isShown)
    {
        if (started.Kind is not (Container or "op" or DocumentTypes.Task or DocumentTypes.Deploy or Function)) return;
        var prefix = Encoding.UTF8.GetBytes($"[{started.Call.Short} {Visible(started.Op)}] ");
        var image = started.Kind == Container ? ImageOf(started) : null;
        var call = new ShownCall(prefix, started.Kind, image, (kind) => run.Output(started.Call.ToString(), kind == OutputKind.Stdout ? OutputStream.Stdout : OutputStream.Stderr), (kind) => kind == OutputKind.Stdout ? output : errors, Clean);
        calls[started.Call] = call;
        if (isShown && started.Kind != Function) call.Say(OutputKind.Stdout, $"started {image ?? started.Kind}");
    }

    private void End(CallEnded ended, bool isShown)
    {
        calls.Remove(ended.Call, out var call);
        using (call)
        {
            if (!isShown) return;
            call?.EndLines();
            var stream = ended.Outcome == CallOutcome.Failed ? OutputKind.Stderr : OutputKind.Stdout;
            if (call?.Image is { } image)
            {
                call.Say(stream, ended.Outcome switch
                {
                    CallOutcome.Failed => $"{image} crashed: {ended.Error}",
                    CallOutcome.Killed => $"{image} killed",
                    _ => $"{image} exited",
                });
            }
            else if (call is not null && call.Kind != Function)
            {
                call.Say(stream, ended.Outcome switch
                {
                    CallOutcome.Failed => $"{call.Kind} failed: {ended.Error}",
                    CallOutcome.Killed => $"{call.Kind} killed",
                    _ => $"{call.Kind} succeeded",
                });
            }
        }
    }

    private static string ImageOf(CallStarted started) => StartDetails.Image(started.Details) ?? "";

    /// <summary>Writes a line of the program's own. It may name what others have named, which must not drive the terminal or pass for output.</summary>
    private static void Say(Stream to, byte[] prefix, string text)
    {
        to.Write(prefix);
        to.Write(Encoding.UTF8.GetBytes(Visible(text)));
        to.WriteByte((byte)'\n');
    }

    private static string Visible(string text) => VisibleText.Of(text, LongestMessage);

    /// <summary>A call whose lines are shown.</summary>
    private sealed class ShownCall : IDisposable
    {
        private readonly byte[] prefix;
        private readonly Func<OutputKind, Stream> target;
        private readonly Func<ReadOnlySpan<byte>, ReadOnlySpan<byte>>? clean;
        private readonly OutputLines lines;

        public ShownCall(byte[] prefix, string kind, string? image, Func<OutputKind, OutputReader> open, Func<OutputKind, Stream> target, Func<ReadOnlySpan<byte>, ReadOnlySpan<byte>>? clean)
        {
            (this.prefix, this.target, this.clean, Kind, Image) = (prefix, target, clean, kind, image);
            lines = new OutputLines(open, Show);
        }

        /// <summary>What kind of call it is.</summary>
        public string Kind { get; }

        /// <summary>How the image of a container is named; null for what is none.</summary>
        public string? Image { get; }

        public void Read(OutputWritten written) => lines.Read(written);

        public void Say(OutputKind stream, string text) => RunLines.Say(target(stream), prefix, text);

        public void EndLines() => lines.End();

        public void Dispose() => lines.Dispose();

        private void Show(OutputKind stream, ReadOnlySpan<byte> line)
        {
            var to = target(stream);
            to.Write(prefix);
            to.Write(clean is null ? line : clean(line));
            to.WriteByte((byte)'\n');
        }
    }
}
