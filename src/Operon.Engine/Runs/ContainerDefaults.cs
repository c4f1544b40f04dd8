using Operon.Containers;

namespace Operon.Engine.Runs;

/// <summary>What holds for all containers of a run, unless the op says otherwise of one.</summary>
public sealed record ContainerDefaults
{
    /// <summary>Which of them are privileged.</summary>
    public Privileges Privileges { get; init; }

    /// <summary>What each may use.</summary>
    public ContainerLimits Limits { get; init; } = ContainerLimits.None;

    /// <summary>Whether other machines reach their published ports too.</summary>
    public bool HasOpenPorts { get; init; }
}
