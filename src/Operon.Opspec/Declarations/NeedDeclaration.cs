using Operon.Text.Diagnostics;

namespace Operon.Opspec.Declarations;

/// <summary>One of the <c>needs</c> of a call.</summary>
/// <param name="Name">The name of the sibling, as that one is written.</param>
/// <param name="Span">Where.</param>
public sealed record NeedDeclaration(string Name, SourceSpan Span);
