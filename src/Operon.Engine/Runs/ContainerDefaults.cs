using System.Collections.Immutable;
using Operon.Containers;

namespace Operon.Engine.Runs;

/// <summary>What holds for all containers of a run, unless the op says otherwise of one.</summary>
public sealed record ContainerDefaults
{
    /// <summary>Which of them are privileged.</summary>
    public Privileges Privileges { get; init; }

    /// <summary>What each may use.</summary>
    public ContainerLimits Limits { get; init; } = ContainerLimits.None;

    /// <summary>Variables that each has unless its op sets one of that very name: the proxies of whoever asked for the run.</summary>
    public ImmutableArray<EnvironmentVariable> Environment { get; init; } = [];

    /// <summary>Whether other machines reach their published ports too.</summary>
    public bool HasOpenPorts { get; init; }
}
