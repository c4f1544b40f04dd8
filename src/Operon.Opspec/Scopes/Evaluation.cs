using Operon.Opspec.Files;

namespace Operon.Opspec.Scopes;

/// <summary>What an expression is evaluated in.</summary>
/// <param name="Scope">The variables it sees.</param>
/// <param name="Files">The files it can reach, and where it makes new ones.</param>
public sealed record Evaluation(Scope Scope, IOpFiles Files);
