using System.Collections.Immutable;

namespace Operon.Containers.Images;

/// <summary>What the documents of an image say.</summary>
/// <param name="ManifestJson">The manifest, as it stands.</param>
/// <param name="ConfigJson">The configuration, as it stands.</param>
/// <param name="Architecture">The processor it is for, as it says.</param>
/// <param name="Config">What its containers start with.</param>
/// <param name="Layers">The lowest first.</param>
internal sealed record ImageParts(byte[] ManifestJson, byte[] ConfigJson, string? Architecture, ImageConfig Config, ImmutableArray<ImageLayer> Layers);
