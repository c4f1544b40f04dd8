using System.Collections.Immutable;

namespace Operon.Engine.Planning;

/// <summary>One iteration of a loop.</summary>
/// <param name="Step">Its part of the stable path: <c>[2]</c>, the key of an object in braces, or <c>[*]</c> for any.</param>
/// <param name="Variables">The variables that the loop sets for it.</param>
/// <param name="Call">What it runs.</param>
public sealed record PlannedIteration(string Step, ImmutableArray<KeyValuePair<string, PlannedText>> Variables, PlannedCall Call);
