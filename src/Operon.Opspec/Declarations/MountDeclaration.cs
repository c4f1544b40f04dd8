using Operon.Opspec.Expressions;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Declarations;

/// <summary>A directory or file of a container.</summary>
/// <param name="Path">The path in the container, as written.</param>
/// <param name="PathSpan">Where the path stands.</param>
/// <param name="Value">What is there; null for the same path below the op directory.</param>
public sealed record MountDeclaration(string Path, SourceSpan PathSpan, Expression? Value)
{
    /// <summary>
    /// The value where it is a text that is not empty, as written: with <c>$(</c> and <c>)</c> trimmed it names the variable that
    /// is bound afterwards (specification, section 1.7).
    /// </summary>
    public string? Text => Value?.Syntax is ScalarNode { Kind: ScalarKind.String, Text.Length: > 0 } text ? text.Text : null;
}
