using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Content;

/// <summary>What can be wrong with stored content.</summary>
public static class ContentRules
{
    /// <summary>Content is not what its digest says.</summary>
    public static readonly DiagnosticRule DigestMismatch = new("IMG0050", DiagnosticSeverity.Error, "Content does not have the digest it should have");

    /// <summary>The store could not be read or written.</summary>
    public static readonly DiagnosticRule StoreFailed = new("IMG0051", DiagnosticSeverity.Error, "The content store cannot be used");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [DigestMismatch, StoreFailed];
}
