using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Validation;

/// <summary>What can be said of an op before it runs. These are warnings: the op may still be meant so.</summary>
public static class ValidationRules
{
    /// <summary>A reference that no variable can answer.</summary>
    public static readonly DiagnosticRule NeverInScope = new("OPS0601", DiagnosticSeverity.Warning, "A reference names a variable that can never be in scope");

    /// <summary>A file of the op that is not there.</summary>
    public static readonly DiagnosticRule MissingFile = new("OPS0602", DiagnosticSeverity.Warning, "A reference names a file that is not in the op");

    /// <summary>An op that cannot be found.</summary>
    public static readonly DiagnosticRule MissingOp = new("OPS0603", DiagnosticSeverity.Warning, "A called op cannot be found");

    /// <summary>An input without default that a call does not pass.</summary>
    public static readonly DiagnosticRule MissingInput = new("OPS0604", DiagnosticSeverity.Warning, "A call does not pass a required input");

    /// <summary>A need that no sibling answers.</summary>
    public static readonly DiagnosticRule UnknownNeed = new("OPS0605", DiagnosticSeverity.Warning, "A call needs a sibling that is not there");

    /// <summary>Needs outside a parallel.</summary>
    public static readonly DiagnosticRule PointlessNeed = new("OPS0606", DiagnosticSeverity.Warning, "Needs have no meaning outside parallel");

    /// <summary>An output that nothing in the op sets.</summary>
    public static readonly DiagnosticRule OutputNeverSet = new("OPS0607", DiagnosticSeverity.Warning, "An output is never set");

    /// <summary>A literal that will not fit.</summary>
    public static readonly DiagnosticRule LiteralDoesNotFit = new("OPS0608", DiagnosticSeverity.Warning, "A literal does not fit where it is written");

    /// <summary>Ops that call each other whatever happens.</summary>
    public static readonly DiagnosticRule EndlessCalls = new("OPS0609", DiagnosticSeverity.Warning, "An op calls itself without end");

    /// <summary>A directory where text is made.</summary>
    public static readonly DiagnosticRule DirectoryInText = new("OPS0610", DiagnosticSeverity.Warning, "A directory is put into a text");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
        [NeverInScope, MissingFile, MissingOp, MissingInput, UnknownNeed, PointlessNeed, OutputNeverSet, LiteralDoesNotFit, EndlessCalls, DirectoryInText];
}
