using System.Collections.Immutable;
using Operon.Content;

namespace Operon.Containers.Images;

/// <summary>What the documents of an image say.</summary>
/// <param name="ManifestJson">The manifest, as it stands.</param>
/// <param name="ConfigJson">The configuration, as it stands.</param>
/// <param name="Config">What its containers start with.</param>
/// <param name="Layers">Digests of each layer as it is packed and of its uncompressed form, the lowest first.</param>
internal sealed record ImageParts(byte[] ManifestJson, byte[] ConfigJson, ImageConfig Config, ImmutableArray<(Digest Blob, Digest Diff)> Layers);
