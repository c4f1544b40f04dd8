using System.Collections.Immutable;
using Operon.Engine.Sources;
using Operon.Opspec.Values;

namespace Operon.Engine.Runs;

/// <summary>A run that somebody asks for.</summary>
/// <param name="Op">The root op.</param>
/// <param name="Inputs">Its inputs, bound and checked.</param>
/// <param name="MaxContainers">How many containers parallel loops may have at once, all together; null for as many as there are.</param>
public sealed record RunRequest(LoadedOp Op, ImmutableDictionary<string, Value> Inputs, int? MaxContainers = null)
{
    /// <summary>The id of the run that this one does again; null for one of its own.</summary>
    public string? RetryOf { get; init; }

    /// <summary>What holds for all its containers.</summary>
    public ContainerDefaults Containers { get; init; } = new();
}
