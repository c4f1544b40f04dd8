using Operon.Git.Objects;

namespace Operon.Git;

/// <summary>Takes a file of a tree.</summary>
/// <param name="path">Its path, as bytes that are there only for this call.</param>
/// <param name="content">Its content.</param>
public delegate void FileVisitor(ReadOnlySpan<byte> path, ObjectId content);
