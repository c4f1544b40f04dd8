using System.Collections.Immutable;

namespace Operon.Opspec.Declarations;

/// <summary>A <c>serial</c> call: one after the other (specification, section 1.9).</summary>
public sealed class SerialCallDeclaration : CallDeclaration
{
    /// <inheritdoc/>
    public override string Kind => "serial";

    /// <summary>Its children.</summary>
    public required ImmutableArray<CallDeclaration> Calls { get; init; }
}
