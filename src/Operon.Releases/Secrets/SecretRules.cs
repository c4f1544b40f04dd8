using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Secrets;

/// <summary>What can be wrong with secrets that are stored.</summary>
public static class SecretRules
{
    /// <summary>There is no key.</summary>
    public static readonly DiagnosticRule NoKey = new("REL0331", DiagnosticSeverity.Error, "There is no key for secrets");

    /// <summary>There is a key that is none, or that others can read.</summary>
    public static readonly DiagnosticRule BadKey = new("REL0332", DiagnosticSeverity.Error, "The key for secrets cannot be used");

    /// <summary>A stored secret was encrypted with another key, or was changed.</summary>
    public static readonly DiagnosticRule NotOpened = new("REL0333", DiagnosticSeverity.Error, "A stored secret cannot be decrypted");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [NoKey, BadKey, NotOpened];
}
