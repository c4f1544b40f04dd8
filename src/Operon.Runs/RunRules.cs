using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Runs;

/// <summary>The rules about recorded runs.</summary>
public static class RunRules
{
    /// <summary>An event that cannot be read.</summary>
    public static readonly DiagnosticRule UnreadableEvent = new("RUN0101", DiagnosticSeverity.Error, "An event of a run cannot be read");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [UnreadableEvent];
}
