namespace Operon.Journal;

/// <summary>Names bytes that a call wrote. This is what an event carries in their place.</summary>
/// <param name="CallId">Which call.</param>
/// <param name="Stream">Which of its streams.</param>
/// <param name="Offset">Bytes of that stream before them.</param>
/// <param name="Length">How many bytes.</param>
public readonly record struct OutputRange(string CallId, OutputStream Stream, long Offset, int Length);
