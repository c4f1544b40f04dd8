using Operon.Content;
using Operon.Content.Blobs;

namespace Operon.Containers.Images;

/// <summary>The documents of images in a store, and what is not there from elsewhere. Layers are not among them: those are unpacked.</summary>
/// <param name="blobs">The store.</param>
/// <param name="other">Elsewhere; null when there is nothing else.</param>
internal sealed class StoredContent(BlobStore blobs, IImageContent? other = null) : IImageContent
{
    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(OciDescriptor part, CancellationToken cancellationToken) =>
        (Digest.TryParse(part.Digest, out var digest) ? blobs.TryOpen(digest) : null) ?? (other is null ? null : await other.OpenAsync(part, cancellationToken));
}
