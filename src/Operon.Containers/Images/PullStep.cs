using System.Collections.Immutable;
using Operon.Content;

namespace Operon.Containers.Images;

/// <summary>A step of a pull.</summary>
public abstract record PullStep
{
    /// <summary>The manifest is there: these layers are missing here, and will be fetched.</summary>
    /// <param name="Image">What is pulled.</param>
    /// <param name="Manifest">What the reference means.</param>
    /// <param name="Missing">Digest and packed size in bytes of each layer to fetch.</param>
    /// <param name="Present">How many layers are here already.</param>
    public sealed record Resolved(ImageReference Image, Digest Manifest, ImmutableArray<(Digest Layer, long Size)> Missing, int Present) : PullStep;

    /// <summary>More of a layer has come.</summary>
    /// <param name="Layer">Its digest as it is packed.</param>
    /// <param name="Done">Bytes so far.</param>
    /// <param name="Size">Bytes in all.</param>
    public sealed record Fetched(Digest Layer, long Done, long Size) : PullStep;

    /// <summary>A layer is unpacked and checked.</summary>
    /// <param name="Layer">Its digest as it is packed.</param>
    /// <param name="Size">Its packed size in bytes.</param>
    public sealed record LayerDone(Digest Layer, long Size) : PullStep;
}
