using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Checkouts;

/// <summary>What can be wrong with the place in which release commands are started.</summary>
public static class CheckoutRules
{
    /// <summary>It is part of no repository and no store.</summary>
    public static readonly DiagnosticRule RootNotFound = new("REL0501", DiagnosticSeverity.Error, "A folder is part of no repository");

    /// <summary>The repository has no name.</summary>
    public static readonly DiagnosticRule NoName = new("REL0502", DiagnosticSeverity.Error, "A repository has neither an origin nor an alias");

    /// <summary>A command makes no sense in a store.</summary>
    public static readonly DiagnosticRule NotInStore = new("REL0503", DiagnosticSeverity.Error, "A command needs a repository, not a store");

    /// <summary>A store says nothing about the repositories it belongs to.</summary>
    public static readonly DiagnosticRule NoSettings = new("REL0504", DiagnosticSeverity.Error, "A store has no settings of a repository");

    /// <summary>A repository cannot be cloned.</summary>
    public static readonly DiagnosticRule NoClone = new("REL0505", DiagnosticSeverity.Error, "A repository cannot be cloned");

    /// <summary>There are changes that are not committed.</summary>
    public static readonly DiagnosticRule Uncommitted = new("REL0506", DiagnosticSeverity.Error, "There are uncommitted changes");

    /// <summary>A variable that commands read says nothing they understand.</summary>
    public static readonly DiagnosticRule BadVariable = new("REL0507", DiagnosticSeverity.Error, "A variable of release commands cannot be understood");

    /// <summary>A command that only looks could not write down the settings of the repository.</summary>
    public static readonly DiagnosticRule NotRecorded = new("REL0508", DiagnosticSeverity.Warning, "The settings of a repository are not recorded");

    /// <summary>A reference is relative, in a store, where there is nothing that it could be relative to.</summary>
    public static readonly DiagnosticRule RelativeInStore = new("REL0521", DiagnosticSeverity.Error, "A relative reference in a store");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [RootNotFound, NoName, NotInStore, NoSettings, NoClone, Uncommitted, BadVariable, NotRecorded, RelativeInStore];
}
