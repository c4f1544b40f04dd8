namespace Operon.Runs.History;

/// <summary>A run among others.</summary>
/// <param name="Id">As much of its id as no other run has.</param>
/// <param name="Run">What is known of it.</param>
public sealed record NamedRun(string Id, RunSummary Run);
