namespace Operon.Cli.Terminal.Live;

/// <summary>The call in which a run failed.</summary>
/// <param name="Call">As it was when it ended.</param>
/// <param name="Last">The last lines it wrote; null for one that writes none.</param>
internal sealed record FailedCall(LiveCall Call, LastLines? Last);
