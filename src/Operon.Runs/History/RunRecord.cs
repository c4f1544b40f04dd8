using System.Collections.Immutable;
using Operon.Host.Files;
using Operon.Journal;
using Operon.Runs.Calls;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Runs.History;

/// <summary>A run as its folder tells of it at one moment, also while another process goes on with it.</summary>
public sealed class RunRecord : IDisposable
{
    // A call takes some 450 bytes of a journal, unless there is much output. Guessed too high by a journal of output alone, the table for
    // as many calls takes a tenth of the journal's bytes; growing it step by step would take longer than reading the journal.
    private const int BytesOfCall = 450;
    private const int MostExpected = 1 << 20;

    private readonly SharedTexts texts = new();
    private readonly IEnumerator<JournalEntry> rest;
    private Diagnostic? unreadable;
    private int unread;

    private RunRecord(RunFolderReader reader, string folder)
    {
        // Asked before reading: what a writer wrote before it ended is read still.
        IsLive = reader.HasWriter;
        Reader = reader;
        Folder = folder;
        Tree = new CallTree((int)Math.Min(reader.Length / BytesOfCall, MostExpected));
        rest = reader.Scan().GetEnumerator();
    }

    /// <summary>Its id.</summary>
    public string Id => Reader.RunId;

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The events and outputs behind it.</summary>
    public RunFolderReader Reader { get; }

    /// <summary>Whether somebody wrote it when it was read.</summary>
    public bool IsLive { get; }

    /// <summary>Its calls, as far as events have been read.</summary>
    public CallTree Tree { get; }

    /// <summary>When the last event that has been read was recorded; null when there is none.</summary>
    public DateTimeOffset? LastHeard { get; private set; }

    /// <summary>What in the journal could not be read or understood. Empty before the end has been reached.</summary>
    public ImmutableArray<Diagnostic> Problems { get; private set; } = [];

    /// <summary>Whether all events have been read.</summary>
    public bool IsRead { get; private set; }

    /// <summary>How far it is.</summary>
    public RunState State => Tree.Root?.State switch
    {
        CallState.Failed => RunState.Failed,
        CallState.Killed => RunState.Killed,
        CallState.Succeeded or CallState.Skipped => RunState.Succeeded,
        _ => IsLive ? RunState.Running : RunState.Died,
    };

    /// <summary>It in a few words.</summary>
    public RunSummary Summary
    {
        get
        {
            return new RunSummary(Id, Folder, State)
            {
                IsLive = IsLive,
                Op = Tree.Root?.Op,
                Started = Tree.Root?.Started ?? Tree.Root?.Ended,
                Ended = State == RunState.Running ? null : Tree.Root?.Ended ?? LastHeard,
                Calls = Tree.Counts,
                Cause = RunSummary.CauseOf(Tree.Error),
                Problem = Problems.FirstOrDefault(),
            };
        }
    }

    /// <summary>Reads a run folder. An event that cannot be read, or a tail that is damaged, is told in <see cref="Problems"/> and does not hide the rest.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="clock">For the reader.</param>
    /// <returns>The run, or <see cref="JournalRules.NotARunFolder"/>, <see cref="JournalRules.NewerFormat"/>, <see cref="Host.HostRules.FileFailed"/>.</returns>
    public static Result<RunRecord> Read(string folder, TimeProvider clock) => Open(folder, clock, static run => run.ReadToEnd());

    /// <summary>Opens a run folder of which no event has been read, for who wants to begin with the first before the last is known.</summary>
    /// <inheritdoc cref="Read"/>
    public static Result<RunRecord> Open(string folder, TimeProvider clock) => Open(folder, clock, static _ => { });

    /// <summary>Reads the next event and adds it to what is known.</summary>
    /// <returns>Its number and what happened, null for an event that cannot be read; null at the end as of when the first was read.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public (long Number, RunEvent? Happened)? ReadNext()
    {
        if (!rest.MoveNext())
        {
            if (!IsRead) Problems = FindProblems();
            IsRead = true;
            return null;
        }

        var entry = rest.Current;
        LastHeard = entry.Timestamp;
        if (RunEventJson.Read(entry.Payload, texts).TryGet(out var happened, out var error))
        {
            Tree.Fold(happened, entry.Number, entry.Timestamp);
            return (entry.Number, happened);
        }

        unread++;
        unreadable ??= error with { Message = $"event {entry.Number} of run {Reader.RunId}: {error.Message}", Severity = DiagnosticSeverity.Warning };
        return (entry.Number, null);
    }

    /// <summary>Reads all events that are left.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void ReadToEnd()
    {
        while (ReadNext() is not null)
        {
            // Each is in the tree now.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        rest.Dispose();
        Reader.Dispose();
    }

    private static Result<RunRecord> Open(string folder, TimeProvider clock, Action<RunRecord> begin)
    {
        if (!RunFolder.Open(folder, clock).TryGet(out var reader, out var error)) return error;
        try
        {
            var run = new RunRecord(reader, folder);
            begin(run);
            return run;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            reader.Dispose();
            return FileFailure.From("read", folder, e);
        }
    }

    private ImmutableArray<Diagnostic> FindProblems()
    {
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        if (unreadable is not null) problems.Add(unread == 1 ? unreadable : unreadable with { Notes = [$"and {unread - 1} more events of this run"] });
        if (Tree.Contradictions > 0) problems.Add(new Diagnostic(HistoryRules.Damaged, $"run {Id} has {Tree.Contradictions} events that contradict those before them"));
        if (!IsLive && Reader.BytesAfterEnd is var left and > 0)
        {
            problems.Add(new Diagnostic(HistoryRules.Damaged, $"run {Id} can be read up to event {Tree.LastNumber}: the {left} bytes after it are not whole") { Notes = ["a crash leaves at most a part of one event; more of it is damage"] });
        }

        return problems.ToImmutable();
    }
}
