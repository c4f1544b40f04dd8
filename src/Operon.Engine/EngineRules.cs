using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Engine;

/// <summary>The rules about finding and running ops.</summary>
public static class EngineRules
{
    /// <summary>A reference to an op that leads nowhere.</summary>
    public static readonly DiagnosticRule OpNotFound = new("OPS0510", DiagnosticSeverity.Error, "An op cannot be found");

    /// <summary>A directory without op.yml, or one that cannot be read.</summary>
    public static readonly DiagnosticRule NoOpFile = new("OPS0511", DiagnosticSeverity.Error, "An op has no op.yml that can be read");

    /// <summary>An op.yml that is not valid.</summary>
    public static readonly DiagnosticRule InvalidOp = new("OPS0512", DiagnosticSeverity.Error, "An op is not valid");

    /// <summary>Ops that call ops too deeply.</summary>
    public static readonly DiagnosticRule NestingLimit = new("OPS0513", DiagnosticSeverity.Error, "Ops call ops more deeply than the limit");

    /// <summary>An op call that cannot be made.</summary>
    public static readonly DiagnosticRule CallRefused = new("OPS0514", DiagnosticSeverity.Error, "An op cannot be called this way");

    /// <summary>A container that ended with an exit code other than 0.</summary>
    public static readonly DiagnosticRule ExitCode = new("OPS0515", DiagnosticSeverity.Error, "A container ended with an exit code other than 0");

    /// <summary>A child of a parallel call that failed.</summary>
    public static readonly DiagnosticRule ChildFailed = new("OPS0516", DiagnosticSeverity.Error, "A call failed beside others that ran in parallel");

    /// <summary>Outputs that are missing or do not fit.</summary>
    public static readonly DiagnosticRule OutputsRefused = new("OPS0517", DiagnosticSeverity.Error, "The outputs of an op are missing or do not fit");

    /// <summary>A file or directory that cannot be made.</summary>
    public static readonly DiagnosticRule CannotCreate = new("OPS0518", DiagnosticSeverity.Error, "A file or directory cannot be made");

    /// <summary>A container that asks for privileges or limits that the runtime here cannot give.</summary>
    public static readonly DiagnosticRule NotHere = new("OPS0519", DiagnosticSeverity.Error, "A container asks for what it cannot have here");

    /// <summary>A run whose journal takes nothing more.</summary>
    public static readonly DiagnosticRule Recording = new("OPS0520", DiagnosticSeverity.Error, "A run cannot be recorded any more");

    /// <summary>More containers at once than the machine carries.</summary>
    public static readonly DiagnosticRule TooManyContainers = new("OPS0521", DiagnosticSeverity.Error, "More containers at once than the machine carries");

    /// <summary>Secrets that are too large to be masked.</summary>
    public static readonly DiagnosticRule NotMasked = new("OPS0522", DiagnosticSeverity.Warning, "A secret is too large to be masked");

    /// <summary>An error inside the program.</summary>
    public static readonly DiagnosticRule Internal = new("OPS0599", DiagnosticSeverity.Error, "An error inside the program");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
        [OpNotFound, NoOpFile, InvalidOp, NestingLimit, CallRefused, ExitCode, ChildFailed, OutputsRefused, CannotCreate, NotHere, Recording, TooManyContainers, NotMasked, Internal];
}
