using Operon.Content;

namespace Operon.Containers.Images;

/// <summary>A layer of an image.</summary>
/// <param name="Packed">How the manifest names it.</param>
/// <param name="Blob">Its digest as it is packed.</param>
/// <param name="Diff">The digest of its uncompressed form.</param>
internal sealed record ImageLayer(OciDescriptor Packed, Digest Blob, Digest Diff);
