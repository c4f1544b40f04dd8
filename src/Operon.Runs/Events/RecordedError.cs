using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Runs.Events;

/// <summary>A diagnostic as it is kept: its place is text, because the file it points into may change.</summary>
/// <param name="Code">The code of the rule.</param>
/// <param name="Message">What was found.</param>
/// <param name="Position"><c>file:line:column</c>, if it has a place.</param>
/// <param name="Expected">What would have been right.</param>
/// <param name="Fix">How to mend it.</param>
/// <param name="Cause">What led to it.</param>
public sealed record RecordedError(string Code, string Message, string? Position, string? Expected, string? Fix, RecordedError? Cause)
{
    /// <summary>How many links of a chain are kept; every call around a failure records its own chain.</summary>
    public const int MaxLinks = 32;

    /// <summary>Further problems that were found together with <see cref="Cause"/>.</summary>
    public ImmutableArray<RecordedError> Others { get; init; } = [];

    /// <summary>What else helps to understand it, such as the last lines of a log.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The diagnostic as it is kept: of a chain longer than <see cref="MaxLinks"/> the first links and the root cause.</summary>
    public static RecordedError From(Diagnostic diagnostic) => From(diagnostic, MaxLinks);

    private static RecordedError From(Diagnostic diagnostic, int links) => new(
        diagnostic.Code,
        diagnostic.Message,
        diagnostic.Span?.ToString(),
        diagnostic.Expected,
        diagnostic.Fix,
        diagnostic.Cause is null ? null : From(links > 2 ? diagnostic.Cause : diagnostic.RootCause, links - 1))
    {
        Others = [.. diagnostic.Others.Select(other => From(other, links - 1))],
        Notes = diagnostic.Notes,
    };

    /// <summary>The message followed by those of its causes.</summary>
    public override string ToString() => Cause is null ? Message : $"{Message}: {string.Join("; ", [Cause, .. Others])}";
}
