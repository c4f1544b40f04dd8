using System.Collections.Immutable;

namespace Operon.Text.Diagnostics;

/// <summary>
/// What is wrong, where, what was expected instead and how to mend it. Diagnostics are values: they are returned, not thrown.
/// </summary>
/// <param name="Rule">The rule that was broken.</param>
/// <param name="Message">One sentence without a full stop that names what was found, in its user's words.</param>
/// <param name="Span">Where, if it is in a text.</param>
public sealed record Diagnostic(DiagnosticRule Rule, string Message, SourceSpan? Span = null)
{
    /// <summary>The code of the rule.</summary>
    public string Code => Rule.Code;

    /// <summary>How bad it is: as the rule says, unless whoever looks can only warn of it.</summary>
    public DiagnosticSeverity Severity { get; init; } = Rule.Severity;

    /// <summary>What would have been right, when the message does not say it.</summary>
    public string? Expected { get; init; }

    /// <summary>What to do about it, as an instruction.</summary>
    public string? Fix { get; init; }

    /// <summary>What led to it; the last of the chain is the root cause.</summary>
    public Diagnostic? Cause { get; init; }

    /// <summary>Further problems that were found together with <see cref="Cause"/>.</summary>
    public ImmutableArray<Diagnostic> Others { get; init; } = [];

    /// <summary>What else helps to understand it, such as the last lines of a log; each may have several lines.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The end of the chain of causes: itself when nothing led to it.</summary>
    public Diagnostic RootCause
    {
        get
        {
            var at = this;
            while (at.Cause is { } cause) at = cause;
            return at;
        }
    }

    /// <summary>The same diagnostic at <paramref name="span"/> unless it already has a place.</summary>
    public Diagnostic At(SourceSpan? span) => Span is null ? this with { Span = span } : this;

    /// <summary>The message followed by those of its causes, for places that have one line.</summary>
    public override string ToString() => Cause is null ? Message : $"{Message}: {string.Join("; ", [Cause, .. Others])}";
}
