using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>What can go wrong while work is done.</summary>
public static class ExecutionRules
{
    /// <summary>The commit that is checked out is not that of the release.</summary>
    public static readonly DiagnosticRule WrongCommit = new("REL0401", DiagnosticSeverity.Error, "Another commit is checked out than that of the release");

    /// <summary>A commit has a release of the package already.</summary>
    public static readonly DiagnosticRule AlreadyReleased = new("REL0402", DiagnosticSeverity.Error, "There are releases of this commit already");

    /// <summary>There is nothing to retry.</summary>
    public static readonly DiagnosticRule NothingFailed = new("REL0404", DiagnosticSeverity.Error, "A release has no failed run");

    /// <summary>Somebody else took a run over.</summary>
    public static readonly DiagnosticRule RunLost = new("REL0406", DiagnosticSeverity.Error, "Another process took a run over");

    /// <summary>An intent cannot be applied.</summary>
    public static readonly DiagnosticRule NotApplicable = new("REL0407", DiagnosticSeverity.Error, "An intent cannot be applied");

    /// <summary>Files of a release are not as its commit has them.</summary>
    public static readonly DiagnosticRule Differing = new("REL0408", DiagnosticSeverity.Warning, "A release is run with files that differ from its commit");

    /// <summary>An environment is in the state and registered by no file.</summary>
    public static readonly DiagnosticRule LeftEnvironment = new("REL0409", DiagnosticSeverity.Warning, "An environment stays that no file registers");

    /// <summary>A value was set that nothing reads.</summary>
    public static readonly DiagnosticRule Unread = new("REL0410", DiagnosticSeverity.Warning, "Nothing reads a value");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [WrongCommit, AlreadyReleased, NothingFailed, RunLost, NotApplicable, Differing, LeftEnvironment, Unread];
}
