using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Documents;

/// <summary>What can be wrong with documents.</summary>
public static class DocumentRules
{
    /// <summary>The text of a document is not what a store holds.</summary>
    public static readonly DiagnosticRule Unreadable = new("REL0101", DiagnosticSeverity.Error, "A document of a store cannot be read");

    /// <summary>A document lacks something, or has something else in its place.</summary>
    public static readonly DiagnosticRule Misshapen = new("REL0102", DiagnosticSeverity.Error, "A document of a store does not have the shape of its kind");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [Unreadable, Misshapen];
}
