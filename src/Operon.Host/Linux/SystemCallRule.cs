using System.Collections.Immutable;

namespace Operon.Host.Linux;

/// <summary>What becomes of some system calls.</summary>
/// <param name="Names">The calls. A name that the machine's processor or its libseccomp does not know counts for nothing.</param>
/// <param name="Error">The number of the error that they fail with; null allows them.</param>
/// <param name="Conditions">All of them must hold.</param>
public sealed record SystemCallRule(ImmutableArray<string> Names, int? Error, params ImmutableArray<SystemCallCondition> Conditions);
