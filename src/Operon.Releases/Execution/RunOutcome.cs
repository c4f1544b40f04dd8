using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>How far a run came.</summary>
/// <param name="Run">The run.</param>
/// <param name="End">How it stopped.</param>
/// <param name="Document">What it is made of by now.</param>
internal sealed record RunOutcome(Reference Run, RunEnd End, RunDocument Document)
{
    /// <summary>What it returned; null unless it is complete.</summary>
    public FunctionResult.Done? Done { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public Diagnostic? Failure { get; init; }

    /// <summary>What it printed since it was told last.</summary>
    public IReadOnlyList<LogLine> Lines { get; init; } = [];
}
