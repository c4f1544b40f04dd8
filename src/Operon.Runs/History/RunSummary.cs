using Operon.Runs.Calls;
using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Runs.History;

/// <summary>A run in a few words, for lists.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Folder">Where it is recorded.</param>
/// <param name="State">How far it is.</param>
public sealed record RunSummary(string Id, string Folder, RunState State)
{
    /// <summary>Whether somebody writes it now; for a moment also after its end was recorded.</summary>
    public bool IsLive { get; init; }

    /// <summary>The op, as its user referred to it; null before the first event.</summary>
    public string? Op { get; init; }

    /// <summary>When it began; null before the first event.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended; of a run that died, when the last was heard of it. Null while it is running.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How many calls it has; null while it is running, because counting takes reading it all.</summary>
    public CallCounts? Calls { get; init; }

    /// <summary>The cause at the end of the chain of its error, without what led to it; null unless it failed.</summary>
    public RecordedError? Cause { get; init; }

    /// <summary>Why it cannot be read, or what in it cannot; null when all is well.</summary>
    public Diagnostic? Problem { get; init; }

    /// <summary>The end of the chain of an error.</summary>
    internal static RecordedError? CauseOf(RecordedError? error)
    {
        while (error?.Cause is { } deeper) error = deeper;
        return error is null ? null : new RecordedError(error.Code, error.Message, error.Position, null, null, null);
    }
}
