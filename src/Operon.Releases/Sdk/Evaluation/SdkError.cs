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

    /// <summary>A type's name in a sentence: an int, a dict.</summary>
    public static string WithArticle(string type) => type.Length > 0 && "aeiou".Contains(type[0], StringComparison.OrdinalIgnoreCase) ? $"an {type}" : $"a {type}";
}
