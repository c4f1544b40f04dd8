using System.Collections.Immutable;
using Operon.Releases.References;

namespace Operon.Releases.Planning;

/// <summary>One thing that would be done.</summary>
/// <param name="Order">From 1; what waits for others has a higher number than they.</param>
/// <param name="Action">One of <see cref="PlanActions"/>.</param>
/// <param name="Reference">With what: a task or deployment of a release, an environment, a custom value.</param>
/// <param name="Why">One of <see cref="PlanReasons"/>.</param>
public sealed record PlanStep(int Order, string Action, Reference Reference, string Why)
{
    /// <summary>At which commit; null: at any.</summary>
    public string? Commit { get; init; }

    /// <summary>The release that is there now; null: none, or it is no deployment.</summary>
    public Reference? Current { get; init; }

    /// <summary>What differs from what it was done with last.</summary>
    public ImmutableArray<InputChange> Inputs { get; init; } = [];

    /// <summary>What it would wait for, besides the steps before.</summary>
    public ImmutableArray<Obstacle> Obstacles { get; init; } = [];
}
