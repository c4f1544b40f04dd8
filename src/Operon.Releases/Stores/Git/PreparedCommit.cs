using Operon.Git;
using Operon.Git.Objects;

namespace Operon.Releases.Stores.Git;

/// <summary>A commit that is made here and not yet on the remote.</summary>
/// <param name="Branch">The branch that it is for.</param>
/// <param name="Move">Where that is to go.</param>
/// <param name="Tree">Its files.</param>
/// <param name="Contents">For each store its changed documents by their contents; null: one is gone.</param>
/// <param name="Folders">The folder of documents of each store, as far as it is known without reading.</param>
/// <param name="HasFiles">Whether it changes files beside the documents.</param>
internal sealed record PreparedCommit(
    GitBranch Branch,
    BranchMove Move,
    ObjectId Tree,
    IReadOnlyDictionary<GitStore, Dictionary<string, ObjectId?>> Contents,
    IReadOnlyDictionary<GitStore, ObjectId?> Folders,
    bool HasFiles);
