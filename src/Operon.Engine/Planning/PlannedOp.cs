using System.Collections.Immutable;

namespace Operon.Engine.Planning;

/// <summary>An op that would run.</summary>
/// <param name="Name">Its name in op.yml.</param>
/// <param name="Reference">Its directory as shown to people.</param>
public sealed record PlannedOp(string Name, string Reference)
{
    /// <summary>Its inputs in the order of the names.</summary>
    public ImmutableArray<KeyValuePair<string, PlannedText>> Inputs { get; init; } = [];

    /// <summary>What it runs; null when it runs nothing or is not expanded.</summary>
    public PlannedCall? Run { get; init; }

    /// <summary>Why it is not expanded.</summary>
    public PlanCut Cut { get; init; }
}
