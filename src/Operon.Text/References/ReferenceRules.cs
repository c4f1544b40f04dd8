using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Text.References;

/// <summary>What the text of a reference can break.</summary>
public static class ReferenceRules
{
    /// <summary>A text is no reference to an image.</summary>
    public static readonly DiagnosticRule MalformedImageReference = new("IMG0001", DiagnosticSeverity.Error, "An image reference is malformed");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [MalformedImageReference];
}
