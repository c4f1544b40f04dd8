using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Engine.Sources;

namespace Operon.Engine.Planning;

/// <summary>Where in a plan a call stands.</summary>
/// <param name="Path">Its stable path from the root.</param>
/// <param name="Op">The op it is written in.</param>
/// <param name="Scope">What it sees.</param>
/// <param name="Depth">How many calls are around it.</param>
/// <param name="Around">The ops around it, its own among them.</param>
internal sealed record Spot(string Path, LoadedOp Op, PlanScope Scope, int Depth, ImmutableHashSet<Location> Around)
{
    /// <summary>The place of a call below this one.</summary>
    public Spot Child(string step, PlanScope scope) => this with { Path = Path.Length == 0 ? step : $"{Path}/{step}", Scope = scope, Depth = Depth + 1 };

    /// <summary>The place of an iteration of this loop.</summary>
    public Spot Iteration(string step, PlanScope scope) => this with { Path = Path + step, Scope = scope, Depth = Depth + 1 };
}
