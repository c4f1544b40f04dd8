using System.Collections.Immutable;
using Operon.Runs.Events;

namespace Operon.Cli.Terminal;

/// <summary>How what was asked for has ended.</summary>
/// <param name="Run">The id of the run; null when there was none.</param>
/// <param name="Result"><c>succeeded</c>, <c>failed</c>, <c>killed</c>, <c>died</c>, <c>refused</c> when nothing ran, <c>left</c> when a run that goes on is no longer watched.</param>
/// <param name="ExitCode">The program's.</param>
internal sealed record RunConclusion(string? Run, string Result, int ExitCode)
{
    /// <summary>Why it failed, or was refused.</summary>
    public ImmutableArray<RecordedError> Errors { get; init; } = [];

    /// <summary>The conclusion of a run that came to its end.</summary>
    public static RunConclusion Of(string run, CallOutcome outcome, RecordedError? error) => new(
        run,
        outcome switch { CallOutcome.Failed => "failed", CallOutcome.Killed => "killed", _ => "succeeded" },
        outcome switch { CallOutcome.Failed => 1, CallOutcome.Killed => 137, _ => 0 })
    {
        Errors = error is null ? [] : [error],
    };
}
