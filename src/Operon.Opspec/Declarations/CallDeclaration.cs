using System.Collections.Immutable;
using Operon.Opspec.Expressions;
using Operon.Opspec.Syntax;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Declarations;

/// <summary>A node of the call graph. Each kind is a class of its own.</summary>
public abstract class CallDeclaration
{
    private protected CallDeclaration()
    {
    }

    /// <summary>The word of the language for this kind, such as <c>serialLoop</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Where it stands: the key that names its kind.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>Its name, interpolated before anything else of it (specification, section 1.11).</summary>
    public Expression? Name { get; init; }

    /// <summary>Its name as written, which is what <see cref="Needs"/> of its siblings refer to.</summary>
    public string? NameText => (Name?.Syntax as ScalarNode)?.Text;

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>What must hold for it to take place; null when nothing is asked.</summary>
    public ImmutableArray<PredicateDeclaration>? If { get; init; }

    /// <summary>The siblings in a <c>parallel</c> it needs while it runs (specification, section 1.9).</summary>
    public ImmutableArray<NeedDeclaration> Needs { get; init; } = [];
}
