namespace Operon.Git.Objects;

/// <summary>A git object as it was read.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Content">Its bytes.</param>
public sealed record GitObject(ObjectId Id, ObjectKind Kind, byte[] Content);
