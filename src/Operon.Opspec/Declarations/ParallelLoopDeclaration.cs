using Operon.Opspec.Expressions;

namespace Operon.Opspec.Declarations;

/// <summary>A <c>parallelLoop</c> call: a call for each item, all at once (specification, section 1.10).</summary>
public sealed class ParallelLoopDeclaration : CallDeclaration
{
    /// <inheritdoc/>
    public override string Kind => "parallelLoop";

    /// <summary>What it goes over.</summary>
    public required Expression Range { get; init; }

    /// <summary>What is done with each item.</summary>
    public required CallDeclaration Run { get; init; }

    /// <summary>The variables each iteration has.</summary>
    public LoopVarsDeclaration Vars { get; init; } = LoopVarsDeclaration.None;
}
