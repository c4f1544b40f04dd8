using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Constraints;

/// <summary>What the constraints of a parameter, and values under them, can break.</summary>
public static class ConstraintRules
{
    /// <summary>A keyword has a value of a type that it does not take.</summary>
    public static readonly DiagnosticRule MalformedKeyword = new("OPS0450", DiagnosticSeverity.Error, "A constraint has a value of the wrong type");

    /// <summary><c>type</c> names something that is no type.</summary>
    public static readonly DiagnosticRule UnknownType = new("OPS0451", DiagnosticSeverity.Error, "A constraint names an unknown type");

    /// <summary>A pattern cannot be read.</summary>
    public static readonly DiagnosticRule MalformedPattern = new("OPS0452", DiagnosticSeverity.Error, "A pattern in a constraint is malformed");

    /// <summary><c>$ref</c> leads nowhere, or out of the constraints.</summary>
    public static readonly DiagnosticRule UnresolvedReference = new("OPS0453", DiagnosticSeverity.Error, "A $ref in a constraint leads nowhere");

    /// <summary>A schema applies itself to the same value again.</summary>
    public static readonly DiagnosticRule EndlessReference = new("OPS0454", DiagnosticSeverity.Error, "A constraint refers to itself without end");

    /// <summary>A lower limit is above its upper one.</summary>
    public static readonly DiagnosticRule ContradictoryLimits = new("OPS0455", DiagnosticSeverity.Error, "The limits of a constraint contradict each other");

    /// <summary>The constraints nest deeper than can be worked with.</summary>
    public static readonly DiagnosticRule TooDeep = new("OPS0456", DiagnosticSeverity.Error, "Constraints are nested too deeply");

    /// <summary>All rules of this area.</summary>
    public static ImmutableArray<DiagnosticRule> All { get; } =
        [MalformedKeyword, UnknownType, MalformedPattern, UnresolvedReference, EndlessReference, ContradictoryLimits, TooDeep];
}
