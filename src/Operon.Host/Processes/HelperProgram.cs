using Operon.Host.Linux;

namespace Operon.Host.Processes;

/// <summary>A short run of another program.</summary>
/// <param name="Program">Its path, or a name to be looked for in this process's <c>PATH</c>.</param>
/// <param name="Arguments">Its arguments, passed as they are; no shell sees them.</param>
public sealed record HelperProgram(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>All of its environment; null hands on that of this process.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Where it runs; null is where this process does.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The network it sees.</summary>
    public INetworkPlace Network { get; init; } = OwnNetwork.Instance;

    /// <summary>What it reads.</summary>
    public ReadOnlyMemory<byte> StandardInput { get; init; }

    /// <summary>How many bytes of each stream are kept; the rest is read and dropped.</summary>
    public int OutputLimit { get; init; } = 1 << 20;
}
