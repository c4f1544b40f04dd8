using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;

namespace Operon.Releases.Planning;

/// <summary>How far a run is, and what it waits for.</summary>
/// <param name="Reference">The run.</param>
/// <param name="Document">What it is made of.</param>
/// <param name="Status">A word of <see cref="RunStatus"/> or <see cref="Progress"/>.</param>
/// <param name="When">Since when, as it is recorded; empty: unknown.</param>
/// <param name="Inputs">What its last function gets, as far as it is there.</param>
/// <param name="Obstacles">What it waits for.</param>
public sealed record RunOverview(Reference Reference, RunDocument Document, string Status, string When, ResolvedInputs Inputs, ImmutableArray<Obstacle> Obstacles)
{
    /// <summary>Why it was given up; null: it was not, or nobody said why.</summary>
    public Cancellation? Cancellation { get; private init; }

    /// <summary>Looks at a run.</summary>
    /// <returns>What is seen; null: there is no such run.</returns>
    public static RunOverview? Find(DocumentView state, DocumentView intents, Reference run)
    {
        if (ReadyRun.Find(state, run) is not { } waiting) return null;
        var recorded = RunStatus.Read(state, run);
        var when = state.Find(run.Below(RunStatus.Of(recorded)))?.Body["time"]?.AsText ?? "";
        if (recorded is not (RunStatus.Pending or RunStatus.Paused)) return new RunOverview(run, waiting.Document, recorded, when, waiting.Inputs, []) { Cancellation = recorded == RunStatus.Cancelled ? Documents.Cancellation.Find(state, run) : null };
        ImmutableArray<Obstacle> obstacles = [.. Obstacle.Of(waiting, Hold.Against(state, intents, run, waiting.Document))];
        var status = obstacles switch
        {
            [] => Progress.Ready,
            [{ Kind: Obstacle.Hold }] => Progress.Held,
            _ => Progress.Waiting,
        };
        return new RunOverview(run, waiting.Document, status, when, waiting.Inputs, obstacles);
    }
}
