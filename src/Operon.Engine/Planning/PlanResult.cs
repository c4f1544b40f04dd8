using System.Collections.Immutable;
using Operon.Opspec.Values;

namespace Operon.Engine.Planning;

/// <summary>A call of the plan and what it would leave to the scope around it.</summary>
/// <param name="Call">The call.</param>
/// <param name="Outputs">The variables it would set.</param>
/// <param name="Uncertain">Those of them that it may not set, or whose type is not known.</param>
internal sealed record PlanResult(PlannedCall Call, ImmutableDictionary<string, Value> Outputs, ImmutableHashSet<string> Uncertain)
{
    public PlanResult(PlannedCall call)
        : this(call, ImmutableDictionary.Create<string, Value>(StringComparer.Ordinal), ImmutableHashSet.Create<string>(StringComparer.Ordinal))
    {
    }

    /// <summary>Whether what comes after it would not run.</summary>
    public bool Fails { get; init; }
}
