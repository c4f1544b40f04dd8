namespace Operon.Git.Objects;

/// <summary>An object that is not in a repository yet.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record NewObject(ObjectKind Kind, byte[] Content);
