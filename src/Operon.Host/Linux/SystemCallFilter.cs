using System.Collections.Immutable;

namespace Operon.Host.Linux;

/// <summary>Which system calls a process may make.</summary>
/// <param name="DefaultError">The number of the error that calls without a rule fail with.</param>
/// <param name="Architectures">As the OCI runtime specification names them, such as <c>SCMP_ARCH_X86_64</c>. A call of any other ends the process.</param>
/// <param name="Rules">No two of them may hold for one call and differ.</param>
public sealed record SystemCallFilter(int DefaultError, ImmutableArray<string> Architectures, ImmutableArray<SystemCallRule> Rules);
