namespace Operon.Runs.Events;

/// <summary>A container wrote. The bytes are in the run's output; the event names the range.</summary>
/// <param name="Call">The container's call.</param>
/// <param name="Stream">Which stream.</param>
/// <param name="Offset">Bytes of that stream before it.</param>
/// <param name="Length">How many bytes.</param>
public sealed record OutputWritten(CallId Call, OutputKind Stream, long Offset, int Length) : RunEvent(Call);
