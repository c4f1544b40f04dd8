using System.Collections.Immutable;
using Operon.Opspec.Values;
using Operon.Runs.Events;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Runs;

/// <summary>How a run ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Outputs">The outputs of the root op; files and directories that the run made lie in the run's folder.</param>
/// <param name="Error">Why it failed: the chain from the root down to the cause. Null unless it did.</param>
public sealed record RunResult(CallOutcome Outcome, ImmutableDictionary<string, Value> Outputs, Diagnostic? Error);
