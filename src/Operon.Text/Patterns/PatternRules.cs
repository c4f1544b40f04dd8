using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Text.Patterns;

/// <summary>What a pattern can break.</summary>
public static class PatternRules
{
    /// <summary>It does not follow the grammar of RE2.</summary>
    public static readonly DiagnosticRule Syntax = new("OPS0481", DiagnosticSeverity.Error, "Pattern is malformed");

    /// <summary>It uses what other regular expressions have and RE2 has not, because it cannot be matched in linear time.</summary>
    public static readonly DiagnosticRule Unsupported = new("OPS0482", DiagnosticSeverity.Error, "Pattern uses what RE2 has not");

    /// <summary>It is too large or nested too deeply.</summary>
    public static readonly DiagnosticRule Size = new("OPS0483", DiagnosticSeverity.Error, "Pattern is too large");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [Syntax, Unsupported, Size];
}
