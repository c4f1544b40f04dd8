using System.Collections.Immutable;
using Operon.Opspec.Expressions;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Declarations;

/// <summary>A condition.</summary>
public sealed class PredicateDeclaration
{
    /// <summary>What it asks.</summary>
    public required PredicateOperator Operator { get; init; }

    /// <summary>Where it stands: the key that names the operator.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>What is compared; empty for <c>exists</c> and <c>notExists</c>.</summary>
    public ImmutableArray<Expression> Operands { get; init; } = [];

    /// <summary>What <c>exists</c> and <c>notExists</c> look for: a text <c>$(…)</c>. Null for the others.</summary>
    public ScalarNode? Reference { get; init; }
}
