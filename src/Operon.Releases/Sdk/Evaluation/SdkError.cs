using Operon.Starlark.Execution;
using Operon.Starlark.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Sdk.Evaluation;

/// <summary>An error of a function of the SDK: it passes through the interpreter, which notes the calls, and becomes a diagnostic of its rule.</summary>
internal sealed class SdkError(DiagnosticRule rule, string message, string? expected = null, string? fix = null) : StarlarkException(message)
{
    public SdkError(DiagnosticRule rule, Diagnostic cause)
        : this(rule, cause.Message, cause.Expected, cause.Fix)
    {
    }

    public DiagnosticRule Rule { get; } = rule;

    public string? Expected { get; } = expected;

    public string? Fix { get; } = fix;

    /// <summary>Where it is, if it is not where the file was running.</summary>
    public (string File, Position Position)? Place { get; init; }
}
