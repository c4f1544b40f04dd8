using System.Text;
using System.Text.Json;
using Operon.Journal;
using Operon.Runs;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal;

/// <summary>
/// A run as lines (specification, section 3): each line of output and each thing that happens with the id and the op in front,
/// in the order in which it was recorded. Output is passed on byte for byte; a line is held until it is whole.
/// </summary>
internal sealed class RunLines(RunFolderReader run, Stream output, Stream errors) : IDisposable
{
    /// <summary>What a line of the program's own may hold, in UTF-16 units.</summary>
    private const int LongestMessage = 8 * 1024;

    private readonly Dictionary<CallId, ShownCall> calls = [];

    /// <summary>Shows all that happens until the run has no writer any more.</summary>
    /// <returns>The last event of the root, or null when the run ended without one.</returns>
    public async Task<CallEnded?> FollowAsync(CancellationToken cancellation)
    {
        CallEnded? root = null;
        var events = run.FollowAsync(1, cancellation).GetAsyncEnumerator(cancellation);
        await using (events)
        {
            while (true)
            {
                var next = events.MoveNextAsync();
                if (!next.IsCompleted)
                {
                    await output.FlushAsync(cancellation);
                    await errors.FlushAsync(cancellation);
                }

                if (!await next) break;
                if (RunEventJson.Read(events.Current.Payload).TryGet(out var happened, out var unreadable)) root = Show(happened) ?? root;
                else Say(errors, [], $"event {events.Current.Number} of the run cannot be shown: {unreadable.Message}");
                if (root is not null) break;
            }
        }

        await output.FlushAsync(cancellation);
        await errors.FlushAsync(cancellation);
        return root;
    }

    public void Dispose()
    {
        foreach (var call in calls.Values) call.Dispose();
    }

    private CallEnded? Show(RunEvent happened)
    {
        switch (happened)
        {
            case CallStarted started:
                Begin(started);
                return null;
            case OutputWritten written when calls.TryGetValue(written.Call, out var call):
                call.Read(written);
                return null;
            case CallEnded ended:
                End(ended);
                return ended.Parent is null ? ended : null;
            default:
                return null;
        }
    }

    private void Begin(CallStarted started)
    {
        if (started.Kind is not ("container" or "op")) return;
        var prefix = Encoding.UTF8.GetBytes($"[{started.Call.Short} {Visible(started.Op)}] ");
        var image = started.Kind == "container" ? ImageOf(started) : null;
        var call = new ShownCall(prefix, image, (kind) => run.Output(started.Call.ToString(), kind == OutputKind.Stdout ? OutputStream.Stdout : OutputStream.Stderr), (kind) => kind == OutputKind.Stdout ? output : errors);
        calls[started.Call] = call;
        call.Say(OutputKind.Stdout, image is null ? "started op" : $"started {image}");
    }

    private void End(CallEnded ended)
    {
        calls.Remove(ended.Call, out var call);
        using (call)
        {
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
            else if (call is not null)
            {
                call.Say(stream, ended.Outcome switch
                {
                    CallOutcome.Failed => $"op failed: {ended.Error}",
                    CallOutcome.Killed => "op killed",
                    _ => "op succeeded",
                });
            }
        }
    }

    private static string ImageOf(CallStarted started)
    {
        using var details = JsonDocument.Parse(started.Details);
        return details.RootElement.GetProperty("image").GetString() ?? "";
    }

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
        private readonly OutputLines lines;

        public ShownCall(byte[] prefix, string? image, Func<OutputKind, OutputReader> open, Func<OutputKind, Stream> target)
        {
            (this.prefix, this.target, Image) = (prefix, target, image);
            lines = new OutputLines(open, Show);
        }

        /// <summary>How the image of a container is named; null for an op.</summary>
        public string? Image { get; }

        public void Read(OutputWritten written) => lines.Read(written);

        public void Say(OutputKind stream, string text) => RunLines.Say(target(stream), prefix, text);

        public void EndLines() => lines.End();

        public void Dispose() => lines.Dispose();

        private void Show(OutputKind stream, ReadOnlySpan<byte> line)
        {
            var to = target(stream);
            to.Write(prefix);
            to.Write(line);
            to.WriteByte((byte)'\n');
        }
    }
}
