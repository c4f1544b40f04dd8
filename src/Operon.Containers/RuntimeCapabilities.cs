using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Containers;

/// <summary>What a runtime can do, so that an engine refuses what cannot work before the first container starts.</summary>
public sealed record RuntimeCapabilities
{
    /// <summary>How it is called in messages, such as <c>crun</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How many containers it carries at once.</summary>
    public ContainerLimit MaxContainers { get; init; } = ContainerLimit.None;

    /// <summary>Whether containers reach one another by name, and ports of this machine can lead to them.</summary>
    public bool HasNetwork { get; init; }

    /// <summary>What does not keep containers from running, but some of them from what they want: no network, no way to the world.</summary>
    public ImmutableArray<Diagnostic> Problems { get; init; } = [];

    /// <summary>Whether containers can be given the engine's own privileges.</summary>
    public bool HasPrivileged { get; init; }

    /// <summary>Whether memory, processors and processes can be limited.</summary>
    public bool HasLimits { get; init; }

    /// <summary>Whether further processes can be run in containers, with and without a terminal.</summary>
    public bool HasExec { get; init; }

    /// <summary>Whether containers can be kept after a failure.</summary>
    public bool KeepsAfterFailure { get; init; }

    /// <summary>Whether commands and environment may hold bytes that are not UTF-8.</summary>
    public bool CarriesAnyBytes { get; init; }
}
