using Operon.Text.Diagnostics;

namespace Operon.Opspec.Declarations;

/// <summary>A socket of a container.</summary>
/// <param name="Path">The path in the container, as written.</param>
/// <param name="PathSpan">Where it stands.</param>
/// <param name="Variable">The variable that holds the socket, <c>$( )</c> trimmed.</param>
/// <param name="VariableSpan">Where it stands.</param>
public sealed record SocketDeclaration(string Path, SourceSpan PathSpan, string Variable, SourceSpan VariableSpan);
