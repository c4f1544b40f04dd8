using Operon.Git.Objects;

namespace Operon.Releases.Stores.Git;

/// <summary>Where a branch is.</summary>
/// <param name="Commit">Its last commit; null: there is no such branch.</param>
/// <param name="Tree">Its files.</param>
internal sealed record GitTip(ObjectId? Commit, ObjectId Tree)
{
    /// <summary>A branch that is not there.</summary>
    public static GitTip None { get; } = new(null, ObjectId.EmptyTree);
}
