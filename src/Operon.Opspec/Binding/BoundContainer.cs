using System.Collections.Immutable;
using Operon.Opspec.Values;

namespace Operon.Opspec.Binding;

/// <summary>A container call with every expression evaluated.</summary>
public sealed record BoundContainer
{
    /// <summary>What becomes the entrypoint; null for the image's own.</summary>
    public ImmutableArray<StringValue>? Command { get; init; }

    /// <summary>Directories, files and sockets.</summary>
    public required ImmutableArray<BoundMount> Mounts { get; init; }

    /// <summary>The environment in the order of the names.</summary>
    public required ImmutableArray<BoundVariable> Environment { get; init; }

    /// <summary>What it is made of.</summary>
    public required BoundImage Image { get; init; }

    /// <summary>The name other containers reach it by.</summary>
    public StringValue? Name { get; init; }

    /// <summary>Where its process starts; null for the image's own.</summary>
    public StringValue? WorkDir { get; init; }

    /// <summary>The variables that the call sets, whatever comes of the container: what is bound in it by reference.</summary>
    public required ImmutableDictionary<string, Value> Outputs { get; init; }
}
