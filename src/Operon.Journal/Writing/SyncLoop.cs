using Operon.Host.Files;
using Operon.Journal.Storage;
using Operon.Text.Diagnostics;

namespace Operon.Journal.Writing;

/// <summary>
/// Brings what is written to the disk, in groups: 20 ms after the first byte, or at 1 MB, or at once when somebody
/// waits. Outputs go before the events that name them, so an event on the disk has its output there.
/// </summary>
internal sealed class SyncLoop
{
    private const int GroupMilliseconds = 20;
    private const int GroupBytes = 1 << 20;

    private readonly object gate = new();
    private readonly IFileLayer files;
    private readonly IAppendFile events;
    private readonly JournalWriter writer;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Watermark rounds = new(0);
    private HashSet<ISyncable> dirty = [];
    private HashSet<string> dirtyFolders;
    private long dirtyBytes;
    private long begunRounds;
    private bool asked;
    private bool closing;

    /// <summary>Starts the thread.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="events">The file of events.</param>
    /// <param name="writer">Who writes it.</param>
    /// <param name="newFolders">Folders whose names have changed already.</param>
    public SyncLoop(IFileLayer files, IAppendFile events, JournalWriter writer, IEnumerable<string> newFolders)
    {
        this.files = files;
        this.events = events;
        this.writer = writer;
        dirtyFolders = [.. newFolders];
        Synced = new Watermark(writer.Written.Value);
        writer.BatchWritten = Dirty;
        new Thread(SyncGroups, maxStackSize: 256 << 10) { IsBackground = true, Name = "journal sync" }.Start();
    }

    /// <summary>The last event that survives a loss of power.</summary>
    public Watermark Synced { get; }

    /// <summary>Bytes of events were written.</summary>
    public void Dirty(int bytes)
    {
        lock (gate)
        {
            // The thread needs waking for the first byte and for the one that fills the group.
            var before = dirtyBytes;
            dirtyBytes += bytes;
            if (before == 0 || (before < GroupBytes && dirtyBytes >= GroupBytes)) Monitor.PulseAll(gate);
        }
    }

    /// <summary>Something else was written.</summary>
    public void Dirty(ISyncable output, int bytes)
    {
        lock (gate) dirty.Add(output);
        Dirty(bytes);
    }

    /// <summary>A file was created in a folder.</summary>
    public void DirtyFolder(string folder)
    {
        lock (gate) dirtyFolders.Add(folder);
    }

    /// <summary>Ends when an event, which has a number, is synced.</summary>
    public async Task<Diagnostic?> WhenSyncedAsync(long number, CancellationToken cancellation)
    {
        if (Synced.Value >= number) return null;
        if (await writer.Written.ReachAsync(number, cancellation) is { } failure) return failure;
        Ask();
        return await Synced.ReachAsync(number, cancellation);
    }

    /// <summary>Ends when everything is synced that was appended before the call.</summary>
    public async Task<Diagnostic?> SyncAsync(CancellationToken cancellation)
    {
        if (await writer.Written.ReachAsync(writer.LastNumber, cancellation) is { } failure) return failure;
        return await rounds.ReachAsync(Ask(), cancellation);
    }

    /// <summary>A last group, then no more. The writer must be drained.</summary>
    public Task EndAsync()
    {
        lock (gate)
        {
            closing = true;
            Monitor.PulseAll(gate);
        }

        return ended.Task;
    }

    /// <summary>Asks for a group that begins from now on; returns its number.</summary>
    private long Ask()
    {
        lock (gate)
        {
            asked = true;
            Monitor.PulseAll(gate);
            return begunRounds + 1;
        }
    }

    private void SyncGroups()
    {
        try
        {
            while (BeginGroup(out var last, out var outputs, out var folders))
            {
                foreach (var output in outputs) output.Sync();
                foreach (var folder in folders) files.SyncNames(folder);
                events.Sync();
                Synced.Advance(last);
                rounds.Advance(begunRounds);
            }
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // Never tried again: after a failure the kernel may have dropped the bytes and say yes the next time.
            writer.Fail(new Diagnostic(JournalRules.WriteFailed, $"the run's journal cannot be brought to the disk: {FileFailure.Reason(e)}"));
        }

        var reason = writer.Failure ?? new Diagnostic(JournalRules.Closed, "the run's journal is closed");
        Synced.End(reason);
        rounds.End(reason);
        ended.SetResult();
    }

    private bool BeginGroup(out long last, out HashSet<ISyncable> outputs, out HashSet<string> folders)
    {
        lock (gate)
        {
            while (!asked && !closing && dirtyBytes == 0) Monitor.Wait(gate);
            var deadline = Environment.TickCount64 + GroupMilliseconds;
            while (!asked && !closing && dirtyBytes < GroupBytes && deadline - Environment.TickCount64 is > 0 and var left) Monitor.Wait(gate, (int)left);

            // Looked at first: what an event up to this one names is among the files of this group or of one before it.
            last = writer.Written.Value;
            (outputs, dirty) = (dirty, []);
            (folders, dirtyFolders) = (dirtyFolders, []);
            var isOver = closing && !asked && dirtyBytes == 0 && outputs.Count == 0 && folders.Count == 0;
            asked = false;
            dirtyBytes = 0;
            begunRounds++;
            return !isOver;
        }
    }
}
