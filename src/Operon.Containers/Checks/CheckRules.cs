using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Checks;

/// <summary>What can be wrong with a machine on which containers run all the same.</summary>
public static class CheckRules
{
    /// <summary>Programs in containers can break out of an OCI runtime of this version.</summary>
    public static readonly DiagnosticRule KnownEscape = Warning("CON0020", "An OCI runtime has known escapes");

    /// <summary>Memory, processors and processes of containers cannot be limited.</summary>
    public static readonly DiagnosticRule NoLimits = Warning("CON0021", "Containers cannot be limited here");

    /// <summary>The file system of the data directory is full, slow, or of a kind that does not do for containers.</summary>
    public static readonly DiagnosticRule UnfitFolder = Warning("CON0022", "The data directory is not good for containers");

    /// <summary>There is no place for secrets in memory.</summary>
    public static readonly DiagnosticRule NoSharedMemory = Warning("CON0023", "Files with secrets cannot be kept in memory");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [KnownEscape, NoLimits, UnfitFolder, NoSharedMemory];

    private static DiagnosticRule Warning(string code, string title) => new(code, DiagnosticSeverity.Warning, title);
}
