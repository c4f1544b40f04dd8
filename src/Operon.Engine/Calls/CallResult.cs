using System.Collections.Immutable;
using Operon.Opspec.Values;
using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Calls;

/// <summary>How a call ended and what it leaves to the scope around it.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Outputs">The variables it sets; a killed call may leave some too.</param>
/// <param name="Error">Why it failed; null unless it did.</param>
internal sealed record CallResult(CallOutcome Outcome, ImmutableDictionary<string, Value> Outputs, Diagnostic? Error = null)
{
    private static readonly ImmutableDictionary<string, Value> None = ImmutableDictionary.Create<string, Value>(StringComparer.Ordinal);

    /// <summary>The exit code, for a container whose process ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether the error says which call it is of.</summary>
    public bool IsTold { get; init; }

    /// <summary>Whether what comes after it may go on.</summary>
    public bool IsFine => Outcome is CallOutcome.Succeeded or CallOutcome.Skipped;

    public static CallResult Skipped { get; } = new(CallOutcome.Skipped, None);

    public static CallResult Killed { get; } = new(CallOutcome.Killed, None);

    public static CallResult Succeeded(ImmutableDictionary<string, Value>? outputs = null) => new(CallOutcome.Succeeded, outputs ?? None);

    public static CallResult Failed(Diagnostic error) => new(CallOutcome.Failed, None, error);
}
