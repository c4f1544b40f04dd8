using Operon.Opspec.Expressions;

namespace Operon.Opspec.Declarations;

/// <summary>Credentials for a pull.</summary>
/// <param name="Username">The name.</param>
/// <param name="Password">The password or token.</param>
public sealed record PullCredsDeclaration(Expression Username, Expression Password);
