using Operon.Opspec.Expressions;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Declarations;

/// <summary>An argument of an op call.</summary>
/// <param name="Name">The input of the callee.</param>
/// <param name="NameSpan">Where it stands.</param>
/// <param name="Value">What it gets; null where nothing or an empty text is written, which stands for the caller's variable of that name.</param>
public sealed record OpInputDeclaration(string Name, SourceSpan NameSpan, Expression? Value);
