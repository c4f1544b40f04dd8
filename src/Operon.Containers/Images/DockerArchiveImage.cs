using System.Collections.Immutable;
using Operon.Content;

namespace Operon.Containers.Images;

/// <summary>One image of an archive.</summary>
/// <param name="Config">Its configuration, as it stands.</param>
/// <param name="Tags">The references it was saved under.</param>
/// <param name="Layers">Digest and file of each layer, the lowest first.</param>
internal sealed record DockerArchiveImage(byte[] Config, ImmutableArray<string> Tags, ImmutableArray<(Digest Diff, string File)> Layers);
