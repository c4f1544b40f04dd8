using System.Collections.Immutable;
using Operon.Text;

namespace Operon.Containers;

/// <summary>A further process for a container, under the same confinement and limits as its first one.</summary>
public sealed record ExecSpec
{
    /// <summary>What to run.</summary>
    public required ImmutableArray<ByteString> Command { get; init; }

    /// <summary>Added to the container's environment; of two with one name the later counts.</summary>
    public ImmutableArray<EnvironmentVariable> Environment { get; init; } = [];

    /// <summary><c>user</c>, <c>uid</c>, <c>user:group</c>, <c>uid:gid</c> or a mixture, as the container has them. Null: the container's.</summary>
    public string? User { get; init; }

    /// <summary>Absolute, and there. Null: the container's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// What it reads; null: nothing, it is at its end. In a terminal, the end is the key for it (Ctrl-D), again and again. Nothing is
    /// read any more once the process has ended, but for a read that has begun and takes no notice of its cancellation.
    /// </summary>
    public Stream? Input { get; init; }

    /// <summary>Its terminal, to which all of its streams are connected: what it writes comes as standard output. Null: none.</summary>
    public ContainerTerminal? Terminal { get; init; }
}
