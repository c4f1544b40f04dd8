using System.Collections.Immutable;

namespace Operon.Engine.Planning;

/// <summary>The iterations of a loop.</summary>
/// <param name="Count">How many there are; null when that is known only when it runs.</param>
/// <param name="Iterations">The first of them; of a loop whose items are not known, one that stands for all.</param>
public sealed record PlannedLoop(int? Count, ImmutableArray<PlannedIteration> Iterations);
