using System.Collections.Immutable;
using Operon.Containers.Images;
using Operon.Text;

namespace Operon.Containers;

/// <summary>What to run, independent of the runtime (opspec 1.7).</summary>
public sealed record ContainerSpec
{
    /// <summary>Names the container, uniquely: 1 to 64 letters, digits, <c>_</c>, <c>-</c> or <c>.</c>, a letter or digit first.</summary>
    public required string Id { get; init; }

    /// <summary>What it starts from.</summary>
    public required Image Image { get; init; }

    /// <summary>Names under which other containers find it.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Ports of the machine that lead to it.</summary>
    public ImmutableArray<PortPublication> Ports { get; init; } = [];

    /// <summary>Stands for the image's entrypoint and command; when empty, those count.</summary>
    public ImmutableArray<ByteString> Command { get; init; } = [];

    /// <summary>Added to the image's environment; of two with one name the later counts.</summary>
    public ImmutableArray<EnvironmentVariable> Environment { get; init; } = [];

    /// <summary>Those nearer to the root are mounted first; of two at one path the later is seen.</summary>
    public ImmutableArray<ContainerMount> Mounts { get; init; } = [];

    /// <summary>Whether it has all that the engine itself has: every capability and device, and no filter of system calls.</summary>
    public bool IsPrivileged { get; init; }

    /// <summary>What it may use.</summary>
    public ContainerLimits Limits { get; init; } = ContainerLimits.None;

    /// <summary>
    /// Whether it stays when it ends with a code other than 0 without having been asked to: its files, its configuration and its
    /// network, but for names and published ports, which others may want. Commands can be run in it until it is released.
    /// </summary>
    public bool IsKeptAfterFailure { get; init; }

    /// <summary>Absolute; made when it is missing. Null: the image's, else <c>/</c>.</summary>
    public string? WorkingDirectory { get; init; }
}
