using System.Collections.Immutable;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Planning;

/// <summary>What a run of an op would do, as far as it is known before anything runs.</summary>
/// <param name="Op">The root op.</param>
/// <param name="Warnings">What would make a call below the root's own call fail, and other doubts; each once.</param>
public sealed record Plan(PlannedOp Op, ImmutableArray<Diagnostic> Warnings);
