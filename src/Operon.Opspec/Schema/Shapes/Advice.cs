using Operon.Text.Diagnostics;

namespace Operon.Opspec.Schema.Shapes;

/// <summary>A warning about some of the texts or keys that a place accepts.</summary>
/// <param name="Rule">The rule, a warning.</param>
/// <param name="Applies">Whether a text or key is meant.</param>
/// <param name="Message">What follows the path in the message.</param>
/// <param name="Fix">What to do.</param>
internal sealed record Advice(DiagnosticRule Rule, Func<string, bool> Applies, string Message, string Fix);
