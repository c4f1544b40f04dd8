using System.Collections.Immutable;
using Operon.Content;

namespace Operon.Containers.Images;

/// <summary>An image whose layers are unpacked in the store that gave it.</summary>
/// <param name="Name">How messages call it: its reference, or the directory it was loaded from.</param>
/// <param name="Digest">Of its manifest; two images with one digest are the same.</param>
/// <param name="Config">What its containers start with.</param>
/// <param name="Layers">Digests of the uncompressed layers, the lowest first.</param>
public sealed record Image(string Name, Digest Digest, ImageConfig Config, ImmutableArray<Digest> Layers);
