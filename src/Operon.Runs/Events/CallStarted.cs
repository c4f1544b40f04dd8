namespace Operon.Runs.Events;

/// <summary>A call began. Calls that are skipped, or whose name or condition cannot be evaluated, never begin; they only end.</summary>
/// <param name="Call">The call.</param>
/// <param name="Parent">The call it is part of; null for the root.</param>
/// <param name="Path">Its stable path from the root, such as <c>build/[2]/deploy{eu}</c>; empty for the root.</param>
/// <param name="Kind">The word of the language, such as <c>container</c> or <c>serial</c>.</param>
/// <param name="Name">Its name, if it has one.</param>
/// <param name="Op">The op it stands in, as the user refers to it.</param>
public sealed record CallStarted(CallId Call, CallId? Parent, string Path, string Kind, string? Name, string Op) : RunEvent(Call)
{
    /// <summary>Of an op call: the digest of its op.yml, which is among the <c>ops</c> of the run folder; else null.</summary>
    public string? OpDigest { get; init; }

    /// <summary>Of an op call: the commit that the op's directory is from; null for one that is no part of a fetched repository, and for other calls.</summary>
    public string? OpCommit { get; init; }

    /// <summary>
    /// What else is known of it, as a JSON object: of an op its inputs, of a container image, command and mounts, of an iteration the variables of its
    /// loop. Secrets are named, never written; what is large is named by its digest. <c>docs/formats/run-events.md</c> tells all.
    /// </summary>
    public ReadOnlyMemory<byte> Details { get; init; }
}
