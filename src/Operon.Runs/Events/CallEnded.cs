namespace Operon.Runs.Events;

/// <summary>A call ended. Every call ends once, also one that never began.</summary>
/// <param name="Call">The call.</param>
/// <param name="Parent">The call it is part of; null for the root.</param>
/// <param name="Path">Its stable path from the root.</param>
/// <param name="Kind">The word of the language.</param>
/// <param name="Op">The op it stands in.</param>
/// <param name="Outcome">How.</param>
public sealed record CallEnded(CallId Call, CallId? Parent, string Path, string Kind, string Op, CallOutcome Outcome) : RunEvent(Call)
{
    /// <summary>Why it failed; null unless it did.</summary>
    public RecordedError? Error { get; init; }

    /// <summary>What the call returned, as a JSON object of <c>{name: {type: value}}</c>; empty when it has no outputs. Secrets are named, never written; what is large is named by its digest.</summary>
    public ReadOnlyMemory<byte> Outputs { get; init; }

    /// <summary>The exit code of a container whose process ended; else null.</summary>
    public int? ExitCode { get; init; }
}
