using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Declarations;

/// <summary>An <c>op</c> call (specification, section 1.8).</summary>
public sealed class OpCallDeclaration : CallDeclaration
{
    /// <inheritdoc/>
    public override string Kind => "op";

    /// <summary>Which op, as written: <c>$(…)</c>, a path or a git ref. Also from the older <c>pkg.ref</c>.</summary>
    public required string Ref { get; init; }

    /// <summary>Where <see cref="Ref"/> stands.</summary>
    public required SourceSpan RefSpan { get; init; }

    /// <summary>What is passed.</summary>
    public ImmutableArray<OpInputDeclaration> Inputs { get; init; } = [];

    /// <summary>What is taken back.</summary>
    public ImmutableArray<OpOutputDeclaration> Outputs { get; init; } = [];

    /// <summary>What to log in with where the op is pulled.</summary>
    public PullCredsDeclaration? PullCreds { get; init; }
}
