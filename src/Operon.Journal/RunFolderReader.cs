using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Host.Owners;
using Operon.Journal.Frames;
using Operon.Journal.Outputs;
using Operon.Journal.Writing;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Journal;

/// <summary>
/// A run being read, also while it is written. Takes no lock, so it never disturbs the writer or another reader; holds
/// one chunk of the journal (64 KiB, or one larger event) per enumeration. From several threads.
/// </summary>
public sealed class RunFolderReader : IDisposable
{
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(100);

    private readonly SafeFileHandle file;
    private readonly RunFolderNames names;
    private readonly OutputNames outputNames;
    private readonly JournalMarks marks;
    private readonly TimeProvider clock;
    private readonly Watermark? written;
    private long end;

    private RunFolderReader(SafeFileHandle file, RunFolderNames names, JournalHeader header, TimeProvider clock, Watermark? written)
    {
        this.file = file;
        this.names = names;
        this.clock = clock;
        this.written = written;
        RunId = header.RunId;
        outputNames = new OutputNames(names.Output);
        marks = new JournalMarks(new JournalPosition(header.Length, 1, 0));
    }

    /// <summary>Which run.</summary>
    public string RunId { get; }

    /// <summary>Whether somebody writes the run now.</summary>
    public bool HasWriter => OwnerLock.IsHeld(names.Lock);

    /// <summary>
    /// How many bytes come after the last whole event that was reached. What a crash tore, or what was damaged later, when the run has no
    /// writer and has been read to its end.
    /// </summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public long BytesAfterEnd => Math.Max(0, Length - Volatile.Read(ref end));

    /// <summary>How many bytes the journal has now.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public long Length => RandomAccess.GetLength(file);

    /// <summary>Opens a run for reading.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="clock">Paces the looking for new events of another process.</param>
    /// <returns>The reader, or <see cref="JournalRules.NotARunFolder"/>, <see cref="JournalRules.NewerFormat"/>, <see cref="Host.HostRules.FileFailed"/>.</returns>
    public static Result<RunFolderReader> Open(string path, TimeProvider clock) => Open(path, clock, written: null);

    /// <summary>
    /// The events that are there now, in order. Ends before an event that is not whole, which is what a crash leaves
    /// at the end. The first time an event is looked for, all before it are passed over; later not.
    /// </summary>
    /// <param name="from">The first number wanted.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public IEnumerable<JournalEntry> Read(long from = 1) => Read(from, reuse: false);

    /// <summary>As <see cref="Read(long)"/>, with less garbage: the payload of an event holds only until the next is asked for.</summary>
    /// <inheritdoc cref="Read(long)"/>
    public IEnumerable<JournalEntry> Scan(long from = 1) => Read(from, reuse: true);

    /// <summary>
    /// The events that are there and those that come, each once and in order, until the run has no writer any more and
    /// all is read. An open run of this process tells when there is more; one of another process is looked at
    /// 5 ms after its last event, then less often, down to every 100 ms (three system calls each time).
    /// </summary>
    /// <param name="from">The first number wanted.</param>
    /// <param name="whenQuiet">Called before each wait; what it throws ends this.</param>
    /// <param name="cancellation">Ends it sooner.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<JournalEntry> FollowAsync(long from = 1, Func<ValueTask>? whenQuiet = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var cursor = new FrameCursor(file, marks.Before(from));
        var pause = ShortestPoll;
        for (var goesOn = true; goesOn;)
        {
            var before = cursor.Position.NextNumber;
            while (Next(cursor, from, out var entry))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return entry;
            }

            if (written is not null)
            {
                var passing = written.PassAsync(cursor.Position.NextNumber - 1, cancellation);
                if (!passing.IsCompleted && whenQuiet is not null) await whenQuiet();
                goesOn = await passing;
                continue;
            }

            // Asked before the wait and the next look: what a writer wrote before it ended is read still.
            goesOn = HasWriter;
            if (!goesOn) break;
            var next = cursor.Position.NextNumber > before ? ShortestPoll : pause * 2;
            pause = next < LongestPoll ? next : LongestPoll;
            if (whenQuiet is not null) await whenQuiet();
            await Task.Delay(pause, clock, cancellation);
        }

        while (Next(cursor, from, out var entry)) yield return entry;
    }

    /// <summary>One stream of a call. A call that has written nothing has an empty output.</summary>
    /// <param name="callId">Which call.</param>
    /// <param name="stream">Which of its streams.</param>
    /// <exception cref="ArgumentException">The id is none.</exception>
    public OutputReader Output(string callId, OutputStream stream) =>
        new(outputNames.Bytes(callId, stream), outputNames.Lines(callId, stream));

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    internal static Result<RunFolderReader> Open(string path, TimeProvider clock, Watermark? written)
    {
        var run = new RunFolderNames(path);
        try
        {
            // Opening a pipe would wait for somebody to write into it.
            if (FileStatus.Find(run.Events) is FileKind.Other or FileKind.Socket) return new Diagnostic(JournalRules.NotARunFolder, $"{path} is not a run folder: its \"events\" is no file");
            var events = File.OpenHandle(run.Events, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (JournalHeader.Read(events, path).TryGet(out var header, out var failure)) return new RunFolderReader(events, run, header, clock, written);
            events.Dispose();
            return failure;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return NoJournal(path);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return FileFailure.From("read", run.Events, e);
        }
    }

    internal static Diagnostic NoJournal(string path) => new(JournalRules.NotARunFolder, $"{path} is not a run folder: it has no file \"events\"");

    private IEnumerable<JournalEntry> Read(long from, bool reuse)
    {
        // As far as it reaches now: one who is slower than the writer comes to an end too.
        var length = Length;
        var cursor = new FrameCursor(file, marks.Before(from), reuse);
        while (cursor.Position.Offset < length && Next(cursor, from, out var entry)) yield return entry;
        Volatile.Write(ref end, cursor.Position.Offset);
    }

    private bool Next(FrameCursor cursor, long from, out JournalEntry entry)
    {
        while (cursor.TryNext(out entry))
        {
            marks.Note(cursor.Position);
            if (entry.Number >= from) return true;
        }

        Volatile.Write(ref end, cursor.Position.Offset);
        return false;
    }
}
