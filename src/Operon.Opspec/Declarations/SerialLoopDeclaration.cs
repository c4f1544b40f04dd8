using System.Collections.Immutable;
using Operon.Opspec.Expressions;

namespace Operon.Opspec.Declarations;

/// <summary>A <c>serialLoop</c> call: a call again and again (specification, section 1.10). Has a range, an until, or both.</summary>
public sealed class SerialLoopDeclaration : CallDeclaration
{
    /// <inheritdoc/>
    public override string Kind => "serialLoop";

    /// <summary>What it goes over.</summary>
    public Expression? Range { get; init; }

    /// <summary>What ends it when all hold.</summary>
    public ImmutableArray<PredicateDeclaration>? Until { get; init; }

    /// <summary>What is done each time.</summary>
    public required CallDeclaration Run { get; init; }

    /// <summary>The variables each iteration has.</summary>
    public LoopVarsDeclaration Vars { get; init; } = LoopVarsDeclaration.None;
}
