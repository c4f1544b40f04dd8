using System.Collections.Immutable;
using Operon.Opspec.Expressions;

namespace Operon.Opspec.Declarations;

/// <summary>A <c>container</c> call (specification, section 1.7).</summary>
public sealed class ContainerCallDeclaration : CallDeclaration
{
    /// <inheritdoc/>
    public override string Kind => "container";

    /// <summary>What becomes the entrypoint; null for the image's own.</summary>
    public Expression? Cmd { get; init; }

    /// <summary>Directories by their path in the container.</summary>
    public ImmutableArray<MountDeclaration> Dirs { get; init; } = [];

    /// <summary>Files by their path in the container.</summary>
    public ImmutableArray<MountDeclaration> Files { get; init; } = [];

    /// <summary>The environment: an object, literal or referred to. A null in a literal stands for the variable of that name.</summary>
    public Expression? EnvVars { get; init; }

    /// <summary>What it is made of.</summary>
    public required ImageDeclaration Image { get; init; }

    /// <summary>The name other containers reach it by.</summary>
    public Expression? ContainerName { get; init; }

    /// <summary>Published ports.</summary>
    public ImmutableArray<PortDeclaration> Ports { get; init; } = [];

    /// <summary>Sockets by their path in the container.</summary>
    public ImmutableArray<SocketDeclaration> Sockets { get; init; } = [];

    /// <summary>Where its process starts; null for the image's own.</summary>
    public Expression? WorkDir { get; init; }

    /// <summary>Whether it has every capability and device, as all containers of the original have. Ours.</summary>
    public bool Privileged { get; init; }

    /// <summary>What it may use. Ours.</summary>
    public LimitsDeclaration? Limits { get; init; }
}
