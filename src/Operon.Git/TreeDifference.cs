using Operon.Git.Objects;

namespace Operon.Git;

/// <summary>A file in which two trees differ.</summary>
/// <param name="Path">Where.</param>
/// <param name="Content">Its content in the second tree; null: it is not there.</param>
public sealed record TreeDifference(string Path, ObjectId? Content);
