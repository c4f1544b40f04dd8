using Operon.Text.Diagnostics;

namespace Operon.Opspec.Declarations;

/// <summary>A published port or range. Both texts are as written; <see cref="PortRange"/> reads them.</summary>
/// <param name="Container">The port in the container: <c>80</c>, <c>80-90</c>, <c>53/udp</c>, <c>53udp</c>.</param>
/// <param name="ContainerSpan">Where it stands.</param>
/// <param name="Host">The port of the machine.</param>
/// <param name="HostSpan">Where it stands.</param>
public sealed record PortDeclaration(string Container, SourceSpan ContainerSpan, string Host, SourceSpan HostSpan);
