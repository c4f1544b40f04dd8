using Operon.Opspec.Expressions;

namespace Operon.Opspec.Declarations;

/// <summary>The image of a container.</summary>
/// <param name="Ref">A directory that holds an OCI image layout, or a text that is an image reference.</param>
/// <param name="Architecture">The architecture to pull for (<c>platform.arch</c>).</param>
/// <param name="PullCreds">What to log in with.</param>
public sealed record ImageDeclaration(Expression Ref, Expression? Architecture, PullCredsDeclaration? PullCreds);
