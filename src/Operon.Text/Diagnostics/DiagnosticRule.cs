namespace Operon.Text.Diagnostics;

/// <summary>
/// One rule that input can break. Its code has a page in <c>docs/diagnostics</c> that shows a wrong input and the right one.
/// </summary>
/// <param name="Code">Letters and four digits, such as <c>OPS0012</c>. Never given to another rule.</param>
/// <param name="Severity">How bad it is to break it.</param>
/// <param name="Title">The rule in a few words, for the list of codes.</param>
public sealed record DiagnosticRule(string Code, DiagnosticSeverity Severity, string Title);
