using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Runs.History;

/// <summary>What can be wrong with looking at past runs. Codes RUN0110 to RUN0119.</summary>
public static class HistoryRules
{
    /// <summary>No run has the id.</summary>
    public static readonly DiagnosticRule RunNotFound = new("RUN0110", DiagnosticSeverity.Error, "There is no such run");

    /// <summary>Ids of several runs, or calls, begin that way.</summary>
    public static readonly DiagnosticRule Ambiguous = new("RUN0111", DiagnosticSeverity.Error, "More than one run or call is meant");

    /// <summary>The run has no call of that path or id.</summary>
    public static readonly DiagnosticRule CallNotFound = new("RUN0112", DiagnosticSeverity.Error, "The run has no such call");

    /// <summary>There are bytes after the last whole event, or events that contradict one another.</summary>
    public static readonly DiagnosticRule Damaged = new("RUN0113", DiagnosticSeverity.Warning, "The journal of a run is damaged");

    /// <summary>Events name output that is not there.</summary>
    public static readonly DiagnosticRule OutputMissing = new("RUN0114", DiagnosticSeverity.Warning, "Output of a run is missing");

    /// <summary>Something among the runs is none.</summary>
    public static readonly DiagnosticRule Foreign = new("RUN0115", DiagnosticSeverity.Warning, "Something among the runs is no run");

    /// <summary>A run that was to be ended has ended.</summary>
    public static readonly DiagnosticRule NotRunning = new("RUN0116", DiagnosticSeverity.Error, "The run does not go on");

    /// <summary>The folder of a run does not tell what it was asked for.</summary>
    public static readonly DiagnosticRule CannotRetry = new("RUN0117", DiagnosticSeverity.Error, "A run cannot be done again");

    /// <summary>The process that ran it ended before the run did.</summary>
    public static readonly DiagnosticRule Died = new("RUN0118", DiagnosticSeverity.Error, "The process of a run ended before the run did");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [RunNotFound, Ambiguous, CallNotFound, Damaged, OutputMissing, Foreign, NotRunning, CannotRetry, Died];
}
