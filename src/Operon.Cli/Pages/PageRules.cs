using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Pages;

/// <summary>What can go wrong with pages for a browser.</summary>
internal static class PageRules
{
    /// <summary>There is no port to serve them on.</summary>
    public static readonly DiagnosticRule NoPort = new("REL0522", DiagnosticSeverity.Error, "No port is free for a page");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [NoPort];
}
