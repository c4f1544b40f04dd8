using System.Collections.Immutable;

namespace Operon.Opspec.Declarations;

/// <summary>A <c>parallel</c> call: all at once (specification, section 1.9).</summary>
public sealed class ParallelCallDeclaration : CallDeclaration
{
    /// <inheritdoc/>
    public override string Kind => "parallel";

    /// <summary>Its children.</summary>
    public required ImmutableArray<CallDeclaration> Calls { get; init; }
}
