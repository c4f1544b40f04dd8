using System.Runtime.Versioning;
using System.Text;
using Operon.Journal;
using Operon.Releases.References;
using Operon.Runs;
using Operon.Runs.Events;
using Operon.Runs.History;

namespace Operon.Cli.Terminal.Releases;

/// <summary>
/// What a run of a task prints while it goes on, from its run folder on this machine: the store has it only when the run waits or ends
/// (releases, section 11.2). One event is one line of the store's log.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class TaskLines : IDisposable
{
    // The run that is meant goes on now, so it is among the newest.
    private const int MostLookedAt = 500;

    private readonly Dictionary<CallId, OutputReader> outputs = [];
    private readonly RunFolderReader reader;

    private TaskLines(string folder, RunFolderReader reader) => (Folder, this.reader) = (folder, reader);

    /// <summary>The run folder.</summary>
    public string Folder { get; }

    /// <summary>The lines of a run that goes on; null when it does not go on here.</summary>
    /// <param name="runs">The folder of run folders; null: none is kept.</param>
    /// <param name="run">The run.</param>
    /// <param name="clock">For the reader of the journal.</param>
    public static TaskLines? Find(string? runs, Reference run, TimeProvider clock)
    {
        if (runs is null) return null;
        var name = run.ToString();
        var live = new RunIndex(runs, clock).Newest("", MostLookedAt, () => false).FirstOrDefault(r => r.Run.IsLive && r.Run.Op == name);
        return live is not null && RunFolder.Open(live.Run.Folder, clock).TryGet(out var reader, out _) ? new TaskLines(live.Run.Folder, reader) : null;
    }

    /// <summary>Those there are by now.</summary>
    public IEnumerable<string> SoFar() => reader.Scan().Select(Line).OfType<string>();

    /// <summary>All, as they come, until the run waits or ends, or its process does.</summary>
    /// <returns>False when the process ended before the run did.</returns>
    public async Task<bool> FollowAsync(Action<string> show, CancellationToken stop)
    {
        await foreach (var entry in reader.FollowAsync(cancellation: stop))
        {
            if (Line(entry) is { } line) show(line);
            else if (RunEventJson.Read(entry.Payload).TryGet(out var happened, out _) && happened is CallEnded { Parent: null }) return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var output in outputs.Values) output.Dispose();
        reader.Dispose();
    }

    private string? Line(JournalEntry entry)
    {
        if (!RunEventJson.Read(entry.Payload).TryGet(out var happened, out _) || happened is not OutputWritten written) return null;
        if (!outputs.TryGetValue(written.Call, out var output)) output = outputs[written.Call] = reader.Output(written.Call.ToString(), OutputStream.Stdout);
        var bytes = new byte[written.Length];
        var text = Encoding.UTF8.GetString(bytes.AsSpan(0, output.Read(written.Offset, bytes)));
        return text.EndsWith('\n') ? text[..^1] : text;
    }
}
