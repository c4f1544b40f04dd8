using System.Collections.Immutable;

namespace Operon.Containers.Images;

/// <summary>What an image says about its containers (OCI image specification, <c>config</c>).</summary>
public sealed record ImageConfig
{
    /// <summary>The search path of an image that names none.</summary>
    public const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary><c>NAME=value</c>, in order.</summary>
    public ImmutableArray<string> Environment { get; init; } = [];

    /// <summary>Comes before <see cref="Command"/>.</summary>
    public ImmutableArray<string> Entrypoint { get; init; } = [];

    /// <summary>What to run, or the arguments of <see cref="Entrypoint"/>.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary><c>user</c>, <c>uid</c>, <c>user:group</c> or <c>uid:gid</c>; empty means root.</summary>
    public string User { get; init; } = "";

    /// <summary>Where its processes start; empty means <c>/</c>.</summary>
    public string WorkingDirectory { get; init; } = "";
}
