using System.Collections.Immutable;

namespace Operon.Releases.Documents;

/// <summary>Tasks that may run at the same time, after those of the phase before (releases, section 1.1).</summary>
/// <param name="Name">Its name; empty for a task that is declared outside of phases.</param>
/// <param name="Tasks">Its tasks.</param>
public sealed record PhaseDeclaration(string Name, ImmutableArray<TaskDeclaration> Tasks);
