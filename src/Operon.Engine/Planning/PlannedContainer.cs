using System.Collections.Immutable;

namespace Operon.Engine.Planning;

/// <summary>What a container would be given.</summary>
/// <param name="Image">The reference of its image as evaluated, or the directory of an image layout.</param>
public sealed record PlannedContainer(PlannedText Image)
{
    /// <summary>The architecture asked for.</summary>
    public PlannedText? Architecture { get; init; }

    /// <summary>The words of its command; null for the image's own.</summary>
    public ImmutableArray<PlannedText>? Command { get; init; }

    /// <summary>Its environment in the order of the names.</summary>
    public ImmutableArray<KeyValuePair<string, PlannedText>> Environment { get; init; } = [];

    /// <summary>What it sees of the host.</summary>
    public ImmutableArray<PlannedMount> Mounts { get; init; } = [];

    /// <summary>The name other containers reach it by.</summary>
    public PlannedText? Name { get; init; }

    /// <summary>Where its process starts.</summary>
    public PlannedText? WorkDir { get; init; }

    /// <summary>Ports of the container and those of the host, as written.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Ports { get; init; } = [];
}
