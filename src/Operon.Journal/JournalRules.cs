using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Journal;

/// <summary>What can be wrong with a run folder. Codes RUN0001 to RUN0019.</summary>
public static class JournalRules
{
    /// <summary>The folder holds no journal, or one whose header cannot be read.</summary>
    public static readonly DiagnosticRule NotARunFolder = new("RUN0001", DiagnosticSeverity.Error, "Not a run folder");

    /// <summary>A later version wrote the journal.</summary>
    public static readonly DiagnosticRule NewerFormat = new("RUN0002", DiagnosticSeverity.Error, "The journal's format is newer than this program");

    /// <summary>There is a journal already.</summary>
    public static readonly DiagnosticRule AlreadyThere = new("RUN0003", DiagnosticSeverity.Error, "The run folder exists already");

    /// <summary>Another live writer has the journal.</summary>
    public static readonly DiagnosticRule HasWriter = new("RUN0004", DiagnosticSeverity.Error, "The run is written by another process");

    /// <summary>The disk refused a write or a sync; the journal takes no more events.</summary>
    public static readonly DiagnosticRule WriteFailed = new("RUN0005", DiagnosticSeverity.Error, "The journal cannot be written");

    /// <summary>An event is larger than a journal may hold.</summary>
    public static readonly DiagnosticRule EventTooLarge = new("RUN0006", DiagnosticSeverity.Error, "An event is too large");

    /// <summary>The journal was closed before.</summary>
    public static readonly DiagnosticRule Closed = new("RUN0007", DiagnosticSeverity.Error, "The journal is closed");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
        [NotARunFolder, NewerFormat, AlreadyThere, HasWriter, WriteFailed, EventTooLarge, Closed];
}
