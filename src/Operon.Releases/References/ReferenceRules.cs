using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Releases.References;

/// <summary>What can be wrong with a reference or a pattern of references.</summary>
public static class ReferenceRules
{
    /// <summary>A text is no reference.</summary>
    public static readonly DiagnosticRule Unreadable = new("REL0001", DiagnosticSeverity.Error, "A reference cannot be read");

    /// <summary>A text is no pattern.</summary>
    public static readonly DiagnosticRule BadPattern = new("REL0002", DiagnosticSeverity.Error, "A pattern of references cannot be read");

    /// <summary>The URL or path of a repository gives no name that references can carry.</summary>
    public static readonly DiagnosticRule BadRepositoryName = new("REL0003", DiagnosticSeverity.Error, "A repository has no name that references can carry");

    /// <summary>A relative reference has more <c>..</c> than there are folders above.</summary>
    public static readonly DiagnosticRule OutsideRepository = new("REL0004", DiagnosticSeverity.Error, "A reference leads out of its repository");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [Unreadable, BadPattern, BadRepositoryName, OutsideRepository];
}
