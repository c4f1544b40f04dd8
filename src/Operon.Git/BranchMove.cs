using Operon.Git.Objects;

namespace Operon.Git;

/// <summary>Where a branch of a remote is to go.</summary>
/// <param name="Branch">Which branch.</param>
/// <param name="Expected">Where it must be; null: it must not be there.</param>
/// <param name="Commit">Where it goes.</param>
/// <param name="Tracking">The ref that leads to it here afterwards.</param>
public sealed record BranchMove(BranchName Branch, ObjectId? Expected, ObjectId Commit, string Tracking);
