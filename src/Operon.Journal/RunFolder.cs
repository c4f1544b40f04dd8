using System.Buffers;
using System.Collections.Concurrent;
using Operon.Host;
using Operon.Host.Files;
using Operon.Host.Owners;
using Operon.Journal.Frames;
using Operon.Journal.Outputs;
using Operon.Journal.Storage;
using Operon.Journal.Writing;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Journal;

/// <summary>
/// A run being written: its events, numbered from 1 without gaps, and beside them the output of its calls. One writer at
/// a time, from any number of threads; any number of readers. The format is told in <c>docs/formats/run-folder.md</c>.
/// </summary>
/// <remarks>
/// Two levels of durability. <em>Written</em>: in the kernel, survives the end of this process by any cause; this is
/// what readers see. <em>Synced</em>: on the disk, at most 20 ms or 1 MB of events and output later, or at once when somebody
/// waits for it. When the disk fails the journal takes nothing more, everyone who waits is told, and what was
/// acknowledged stays.
/// </remarks>
public sealed class RunFolder : IAsyncDisposable
{
    private readonly IAppendFile events;
    private readonly OwnerLock owner;
    private readonly JournalWriter writer;
    private readonly SyncLoop syncs;
    private readonly IFileLayer files;
    private readonly TimeProvider clock;
    private readonly OutputNames outputNames;
    private readonly KeptFiles kept;
    private readonly ConcurrentDictionary<string, OutputWriter> outputs = new();
    private readonly Lock closeGate = new();
    private Task<Diagnostic?>? closing;

    private RunFolder(RunFolderNames names, string runId, JournalPosition end, IAppendFile events, OwnerLock owner, IFileLayer files, TimeProvider clock)
    {
        Path = names.Folder;
        RunId = runId;
        Epoch = end.Epoch;
        this.events = events;
        this.owner = owner;
        this.files = files;
        this.clock = clock;
        outputNames = new OutputNames(names.Output);
        writer = new JournalWriter(events, end.NextNumber - 1, clock);
        syncs = new SyncLoop(files, events, writer, names.WithNewEntries);
        kept = new KeptFiles(names.Folder, files, syncs);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Which run.</summary>
    public string RunId { get; }

    /// <summary>Which writer this is: 1 for the one that created the run.</summary>
    public int Epoch { get; }

    /// <summary>The last event that has a number; 0 before the first.</summary>
    public long LastNumber => writer.LastNumber;

    /// <summary>When the last event was appended here, as readers are told; the beginning of 1970 before the first.</summary>
    public DateTimeOffset LastTimestamp => new JournalEntry(0, writer.LastTimestamp, Epoch, default).Timestamp;

    /// <summary>The last event that readers can see.</summary>
    public long LastWritten => writer.Written.Value;

    /// <summary>The last event that survives a loss of power.</summary>
    public long LastSynced => syncs.Synced.Value;

    /// <summary>Why nothing more is taken; null while all is well.</summary>
    public Diagnostic? Failure => writer.Failure;

    /// <summary>Begins a run.</summary>
    /// <param name="path">Its folder; created with mode 0700, its parents too where they are missing.</param>
    /// <param name="runId">1 to 255 bytes of UTF-8.</param>
    /// <param name="clock">Tells when events are appended.</param>
    /// <returns>The run, or <see cref="JournalRules.AlreadyThere"/>, <see cref="JournalRules.HasWriter"/>, <see cref="HostRules.FileFailed"/>.</returns>
    public static Result<RunFolder> Create(string path, string runId, TimeProvider clock) => Create(path, runId, clock, DiskFileLayer.Instance);

    /// <summary>Goes on with a run whose writer has ended, in a new epoch. What a crash tore at the end is cut, nothing else.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="clock">Tells when events are appended.</param>
    /// <returns>The run, or <see cref="JournalRules.NotARunFolder"/>, <see cref="JournalRules.NewerFormat"/>, <see cref="JournalRules.HasWriter"/>, <see cref="HostRules.FileFailed"/>.</returns>
    public static Result<RunFolder> Reopen(string path, TimeProvider clock) => Reopen(path, clock, DiskFileLayer.Instance);

    /// <summary>Opens a run for reading, whether it is still written or not, here or by another process.</summary>
    /// <inheritdoc cref="RunFolderReader.Open(string, TimeProvider)"/>
    public static Result<RunFolderReader> Open(string path, TimeProvider clock) => RunFolderReader.Open(path, clock);

    /// <summary>
    /// Appends an event and gives it its number. It is written soon after; waits only when the disk is 8 MiB behind.
    /// The order of numbers is the order of the journal.
    /// </summary>
    /// <param name="payload">At most 16 MiB; copied.</param>
    /// <returns>The number, or <see cref="JournalRules.EventTooLarge"/>, <see cref="JournalRules.WriteFailed"/>, <see cref="JournalRules.Closed"/>.</returns>
    public Result<long> Append(ReadOnlySpan<byte> payload) => writer.Append(payload);

    /// <summary>The output of a call; the same object for the same call until it is disposed.</summary>
    /// <param name="callId">Becomes part of a file's name: 1 to 128 letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <exception cref="ArgumentException">The id is something else.</exception>
    public OutputWriter Output(string callId) =>
        outputs.GetOrAdd(callId, id => new OutputWriter(id, stream => OutputFile.Open(outputNames, id, stream, files, syncs), Forget));

    /// <summary>
    /// Keeps a small file beside the events, in the folder of its kind. It is written before this returns, and on the disk before an event that
    /// is appended after it counts as synced. A file of that name stays as it is: names tell the content.
    /// </summary>
    /// <param name="kind">The folder in the run folder: 1 to 128 letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="name">The file: words of such characters with dots between them.</param>
    /// <param name="content">What is in it.</param>
    /// <returns>Null, or <see cref="HostRules.FileFailed"/>; the same for everybody who keeps that file.</returns>
    /// <exception cref="ArgumentException">Kind or name is something else.</exception>
    public Diagnostic? Keep(string kind, string name, ReadOnlyMemory<byte> content) => kept.Keep(kind, name, content);

    /// <summary>Removes a file that was kept, when nobody keeps it at the same time.</summary>
    /// <param name="kind">The folder in the run folder.</param>
    /// <param name="name">The file.</param>
    /// <returns>Null, or <see cref="HostRules.FileFailed"/>.</returns>
    /// <exception cref="ArgumentException">Kind or name cannot be those of a file that was kept.</exception>
    public Diagnostic? Discard(string kind, string name) => kept.Discard(kind, name);

    /// <summary>Ends when an event that was appended is written: null, or why it never will be.</summary>
    public Task<Diagnostic?> WhenWrittenAsync(long number, CancellationToken cancellation = default) => writer.Written.ReachAsync(number, cancellation);

    /// <summary>Ends when an event that was appended, with all output written before it, is synced: null, or why it never will be.</summary>
    public Task<Diagnostic?> WhenSyncedAsync(long number, CancellationToken cancellation = default) => syncs.WhenSyncedAsync(number, cancellation);

    /// <summary>Ends when all events and output appended before the call are synced: null, or why they never will be.</summary>
    public Task<Diagnostic?> SyncAsync(CancellationToken cancellation = default) => syncs.SyncAsync(cancellation);

    /// <summary>A reader that learns of new events from this object, at once and without looking at the disk for them.</summary>
    public Result<RunFolderReader> OpenReader() => RunFolderReader.Open(Path, clock, writer.Written);

    /// <summary>Writes and syncs what was appended, and lets go of the run: null, or what is missing on the disk.</summary>
    public Task<Diagnostic?> CloseAsync()
    {
        lock (closeGate) return closing ??= FinishAsync();
    }

    /// <inheritdoc cref="CloseAsync"/>
    public async ValueTask DisposeAsync() => await CloseAsync();

    internal static Result<RunFolder> Create(string path, string runId, TimeProvider clock, IFileLayer files)
    {
        var header = JournalHeader.Encode(runId);
        var names = new RunFolderNames(path);
        if (PrivateFolder.Create(names.Folder) is { } failure) return failure;
        return Locked(names, (owner, identity) =>
        {
            if (File.Exists(names.Events)) return new Diagnostic(JournalRules.AlreadyThere, $"{path} holds a run already");
            File.Delete(names.NewEvents);

            // Under its name there is always a whole header, so a reader never sees half of one.
            var file = files.Create(names.NewEvents);
            var first = new ArrayBufferWriter<byte>();
            first.Write(header);
            Frame.WriteEpoch(first, 1, 1, JournalWriter.UnixNanoseconds(clock), identity.ToString());
            file.Append(first.WrittenSpan);
            files.Rename(names.NewEvents, names.Events);
            return new RunFolder(names, runId, new JournalPosition(file.Length, 1, 1), file, owner, files, clock);
        });
    }

    internal static Result<RunFolder> Reopen(string path, TimeProvider clock, IFileLayer files)
    {
        var names = new RunFolderNames(path);
        if (!File.Exists(names.Events)) return RunFolderReader.NoJournal(path);
        return Locked(names, (owner, identity) =>
        {
            using var reading = File.OpenHandle(names.Events, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!JournalHeader.Read(reading, path).TryGet(out var header, out var failure)) return failure;
            var cursor = new FrameCursor(reading, new JournalPosition(header.Length, 1, 0));
            while (cursor.TryNext(out _))
            {
                // Only the end is of interest.
            }

            var end = cursor.Position with { Epoch = cursor.Position.Epoch + 1 };
            var file = files.Open(names.Events);
            file.Truncate(end.Offset);
            var first = new ArrayBufferWriter<byte>();
            Frame.WriteEpoch(first, end.Epoch, end.NextNumber, JournalWriter.UnixNanoseconds(clock), identity.ToString());
            file.Append(first.WrittenSpan);
            return new RunFolder(names, header.RunId, end, file, owner, files, clock);
        });
    }

    private static Result<RunFolder> Locked(RunFolderNames names, Func<OwnerLock, OwnerIdentity, Result<RunFolder>> open)
    {
        var identity = OwnerIdentity.Current();
        if (!OwnerLock.Acquire(names.Lock, identity).TryGet(out var owner, out var failure))
        {
            return HostRules.LockHeld.Equals(failure.Rule) ? new Diagnostic(JournalRules.HasWriter, $"{names.Folder} is being written") { Cause = failure } : failure;
        }

        var held = owner;
        try
        {
            var result = open(held, identity);
            if (result.IsOk) held = null;
            return result;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("write", names.Folder, e);
        }
        finally
        {
            held?.Dispose();
        }
    }

    private void Forget(OutputWriter output) => outputs.TryRemove(new KeyValuePair<string, OutputWriter>(output.CallId, output));

    private async Task<Diagnostic?> FinishAsync()
    {
        foreach (var output in outputs.Values) output.Dispose();
        await writer.DrainAsync();
        await syncs.EndAsync();
        events.Dispose();
        owner.Dispose();
        return writer.Failure;
    }
}
