using Operon.Content;

namespace Operon.Containers.Images;

/// <summary>A reference in a store and what it means.</summary>
/// <param name="Reference">In its normalised form.</param>
/// <param name="Digest">Of the image's manifest.</param>
public sealed record StoredImage(string Reference, Digest Digest);
