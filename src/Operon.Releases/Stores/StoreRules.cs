using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Stores;

/// <summary>What can be wrong with a store, or with what is asked of it.</summary>
public static class StoreRules
{
    /// <summary>There is no such document.</summary>
    public static readonly DiagnosticRule NotFound = new("REL0201", DiagnosticSeverity.Error, "There is no such document");

    /// <summary>A folder or branch is no store that this version knows.</summary>
    public static readonly DiagnosticRule Incompatible = new("REL0202", DiagnosticSeverity.Error, "A store has another format");

    /// <summary>A reference names no place that a document can have.</summary>
    public static readonly DiagnosticRule BadPlace = new("REL0203", DiagnosticSeverity.Error, "A reference is no place for a document");

    /// <summary>A link would replace a document.</summary>
    public static readonly DiagnosticRule NoLink = new("REL0204", DiagnosticSeverity.Error, "There is a document where a link was to be made");

    /// <summary>Another process keeps the store for itself.</summary>
    public static readonly DiagnosticRule Busy = new("REL0205", DiagnosticSeverity.Error, "A store is held by another process");

    /// <summary>There is no store.</summary>
    public static readonly DiagnosticRule Missing = new("REL0206", DiagnosticSeverity.Error, "There is no store");

    /// <summary>The remote of a store refuses.</summary>
    public static readonly DiagnosticRule RemoteFailed = new("REL0207", DiagnosticSeverity.Error, "The remote of a store refuses");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [NotFound, Incompatible, BadPlace, NoLink, Busy, Missing, RemoteFailed];
}
