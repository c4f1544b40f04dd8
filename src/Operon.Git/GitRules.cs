using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Git;

/// <summary>What can be wrong with git repositories.</summary>
public static class GitRules
{
    /// <summary>The <c>git</c> program refuses.</summary>
    public static readonly DiagnosticRule Failed = new("GIT0001", DiagnosticSeverity.Error, "Git refuses");

    /// <summary>A URL or path is nothing that git is asked to reach.</summary>
    public static readonly DiagnosticRule BadRemote = new("GIT0002", DiagnosticSeverity.Error, "A remote repository has an address that is not used");

    /// <summary>A text is no name of a branch.</summary>
    public static readonly DiagnosticRule BadBranch = new("GIT0003", DiagnosticSeverity.Error, "A text is no name of a branch");

    /// <summary>A remote repository cannot be reached or read.</summary>
    public static readonly DiagnosticRule Unreachable = new("GIT0004", DiagnosticSeverity.Error, "A remote repository cannot be read");

    /// <summary>A remote repository does not take what is sent.</summary>
    public static readonly DiagnosticRule PushRefused = new("GIT0005", DiagnosticSeverity.Error, "A remote repository refuses a push");

    /// <summary>A repository lacks an object, or has one that cannot be used.</summary>
    public static readonly DiagnosticRule BadObject = new("GIT0006", DiagnosticSeverity.Error, "A repository is damaged");

    /// <summary>There is no such commit, branch or tag.</summary>
    public static readonly DiagnosticRule NoRevision = new("GIT0007", DiagnosticSeverity.Error, "A repository has no such revision");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } = [Failed, BadRemote, BadBranch, Unreachable, PushRefused, BadObject, NoRevision];
}
