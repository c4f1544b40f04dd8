using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Schema;

/// <summary>The rules of the structure of an op.yml (specification, section 1.2).</summary>
public static class SchemaRules
{
    /// <summary>The file holds nothing.</summary>
    public static readonly DiagnosticRule Empty = Error("OPS0100", "An op.yml is empty");

    /// <summary>A property that nobody knows.</summary>
    public static readonly DiagnosticRule UnknownProperty = Error("OPS0101", "A property is not known");

    /// <summary>A property that must be there is not.</summary>
    public static readonly DiagnosticRule MissingProperty = Error("OPS0102", "A required property is missing");

    /// <summary>A value is of another kind than its place asks for.</summary>
    public static readonly DiagnosticRule WrongKind = Error("OPS0103", "A value is of the wrong kind");

    /// <summary>A key that is not allowed.</summary>
    public static readonly DiagnosticRule BadKey = Error("OPS0104", "A key is not allowed");

    /// <summary>A text that does not look as it must.</summary>
    public static readonly DiagnosticRule BadText = Error("OPS0105", "A text is not what its place asks");

    /// <summary>A number out of its range, or not whole.</summary>
    public static readonly DiagnosticRule BadNumber = Error("OPS0106", "A number is out of range");

    /// <summary>A call without kind, a parameter without type, a predicate without operator.</summary>
    public static readonly DiagnosticRule NothingChosen = Error("OPS0107", "None of several alternatives is there");

    /// <summary>A call of two kinds, a parameter of two types.</summary>
    public static readonly DiagnosticRule SeveralChosen = Error("OPS0108", "Several alternatives are there");

    /// <summary>The check was given up.</summary>
    public static readonly DiagnosticRule TooManyProblems = Error("OPS0109", "There are too many problems to show");

    /// <summary>A key that YAML 1.1 reads as a boolean.</summary>
    public static readonly DiagnosticRule BooleanKey = Warning("OPS0120", "A key becomes true or false");

    /// <summary>A property that is ignored.</summary>
    public static readonly DiagnosticRule IgnoredProperty = Warning("OPS0121", "A property is ignored");

    /// <summary>A form that is kept for older ops.</summary>
    public static readonly DiagnosticRule Deprecated = Warning("OPS0122", "A form is deprecated");

    /// <summary>A path in a container where nothing can be mounted.</summary>
    public static readonly DiagnosticRule ContainerPath = Warning("OPS0123", "A path in a container cannot be mounted");

    /// <summary>A parameter that no reference can name.</summary>
    public static readonly DiagnosticRule UnreachableName = Warning("OPS0124", "A parameter cannot be referred to");

    /// <summary>A text that looks like a reference of older days.</summary>
    public static readonly DiagnosticRule BareReference = Warning("OPS0125", "A text looks like a variable");

    /// <summary>A port that cannot be published.</summary>
    public static readonly DiagnosticRule UnreadablePort = Warning("OPS0126", "A port cannot be read");

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticRule> All =>
    [
        Empty, UnknownProperty, MissingProperty, WrongKind, BadKey, BadText, BadNumber, NothingChosen, SeveralChosen, TooManyProblems,
        BooleanKey, IgnoredProperty, Deprecated, ContainerPath, UnreachableName, BareReference, UnreadablePort,
    ];

    private static DiagnosticRule Error(string code, string title) => new(code, DiagnosticSeverity.Error, title);

    private static DiagnosticRule Warning(string code, string title) => new(code, DiagnosticSeverity.Warning, title);
}
