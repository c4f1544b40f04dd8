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

    private RunRecord(RunFolderReader reader, string folder, bool isLive, CallTree tree, DateTimeOffset? lastHeard, ImmutableArray<Diagnostic> problems)
    {
        Reader = reader;
        Folder = folder;
        IsLive = isLive;
        Tree = tree;
        LastHeard = lastHeard;
        Problems = problems;
    }

    /// <summary>Its id.</summary>
    public string Id => Reader.RunId;

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The events and outputs behind it.</summary>
    public RunFolderReader Reader { get; }

    /// <summary>Whether somebody wrote it when it was read.</summary>
    public bool IsLive { get; }

    /// <summary>Its calls.</summary>
    public CallTree Tree { get; }

    /// <summary>When its last event was recorded; null when it has none.</summary>
    public DateTimeOffset? LastHeard { get; }

    /// <summary>What in the journal could not be read or understood.</summary>
    public ImmutableArray<Diagnostic> Problems { get; }

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
            var cause = Tree.Error;
            while (cause?.Cause is { } deeper) cause = deeper;
            return new RunSummary(Id, Folder, State)
            {
                IsLive = IsLive,
                Op = Tree.Root?.Op,
                Started = Tree.Root?.Started ?? Tree.Root?.Ended,
                Ended = State == RunState.Running ? null : Tree.Root?.Ended ?? LastHeard,
                Calls = Tree.Counts,
                Cause = cause is null ? null : new RecordedError(cause.Code, cause.Message, cause.Position, null, null, null),
                Problem = Problems.FirstOrDefault(),
            };
        }
    }

    /// <summary>Reads a run folder. An event that cannot be read, or a tail that is damaged, is told in <see cref="Problems"/> and does not hide the rest.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="clock">For the reader.</param>
    /// <returns>The run, or <see cref="JournalRules.NotARunFolder"/>, <see cref="JournalRules.NewerFormat"/>, <see cref="Host.HostRules.FileFailed"/>.</returns>
    public static Result<RunRecord> Read(string folder, TimeProvider clock)
    {
        if (!RunFolder.Open(folder, clock).TryGet(out var reader, out var error)) return error;
        try
        {
            return Fold(reader, folder);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            reader.Dispose();
            return FileFailure.From("read", folder, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Reader.Dispose();

    private static RunRecord Fold(RunFolderReader reader, string folder)
    {
        // Asked before reading: what a writer wrote before it ended is read still.
        var isLive = reader.HasWriter;
        var tree = new CallTree((int)Math.Min(reader.Length / BytesOfCall, MostExpected));
        var texts = new SharedTexts();
        DateTimeOffset? lastHeard = null;
        Diagnostic? unreadable = null;
        var unread = 0;
        foreach (var entry in reader.Scan())
        {
            lastHeard = entry.Timestamp;
            if (RunEventJson.Read(entry.Payload, texts).TryGet(out var happened, out var error)) tree.Fold(happened, entry.Number, entry.Timestamp);
            else
            {
                unread++;
                unreadable ??= error with { Message = $"event {entry.Number} of run {reader.RunId}: {error.Message}", Severity = DiagnosticSeverity.Warning };
            }
        }

        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        if (unreadable is not null) problems.Add(unread == 1 ? unreadable : unreadable with { Notes = [$"and {unread - 1} more events of this run"] });
        if (tree.Contradictions > 0) problems.Add(new Diagnostic(HistoryRules.Damaged, $"run {reader.RunId} has {tree.Contradictions} events that contradict those before them"));
        if (!isLive && reader.BytesAfterEnd is var rest and > 0)
        {
            problems.Add(new Diagnostic(HistoryRules.Damaged, $"run {reader.RunId} can be read up to event {tree.LastNumber}: the {rest} bytes after it are not whole") { Notes = ["a crash leaves at most a part of one event; more of it is damage"] });
        }

        return new RunRecord(reader, folder, isLive, tree, lastHeard, problems.ToImmutable());
    }
}
