using System.Collections.Immutable;
using Operon.Releases.References;

namespace Operon.Releases.Planning;

/// <summary>What would be done.</summary>
/// <param name="New">The release that would be made; null: none.</param>
/// <param name="Steps">In their order; those of one number may go on at once.</param>
public sealed record Plan(Reference? New, ImmutableArray<PlanStep> Steps);
