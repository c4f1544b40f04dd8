using System.Collections.Immutable;
using Operon.Git;

namespace Operon.Releases.Stores.Git;

/// <summary>Where a store is kept by git (releases, section 3.6).</summary>
/// <param name="Remote">The repository.</param>
public sealed record GitStorePlace(GitRemote Remote)
{
    /// <summary>The branch; null: the default one of the repository.</summary>
    public string? Branch { get; init; }

    /// <summary>The folder in the branch that holds the store, so that two can share a branch; empty: the root.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Whether the branch is made where it is missing.</summary>
    public bool CreatesBranch { get; init; } = true;

    /// <summary>Files of no document, such as workflows of a CI system: path from the root of the branch, and content. A new branch begins with them.</summary>
    public ImmutableSortedDictionary<string, string> SupportFiles { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
