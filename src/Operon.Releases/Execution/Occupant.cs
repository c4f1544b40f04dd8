using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>
/// The run that brings a package to an environment, or takes it away, at this moment: another one of the same package and environment waits for its
/// end, since what ends last would stay. One that was started by a program that claims nothing keeps nobody waiting: nobody could tell when it
/// has ended.
/// </summary>
/// <param name="Run">The run.</param>
/// <param name="Owner">Who runs it.</param>
internal sealed record Occupant(Reference Run, string Owner)
{
    /// <summary>Who is where a run would go.</summary>
    /// <param name="state">Where to look.</param>
    /// <param name="task">The deployment of the run, of whatever release.</param>
    /// <returns>The occupant; null: the run can go there. What was started by an occupant is not kept waiting by it.</returns>
    public static Occupant? Of(DocumentView state, Reference task)
    {
        if (task.Type != DocumentTypes.Deploy) return null;
        foreach (var run in RunStatus.RunsOfPlace(state, RunStatus.Running, task))
        {
            if (Claim.Find(state, run) is { } claim && !ClaimOwner.IsAncestor(claim.Owner)) return new Occupant(run, claim.Owner);
        }

        return null;
    }

    /// <summary>Tells that a run waits for its end.</summary>
    public Diagnostic Warning(Reference run) => new(RolloutRules.DeploymentRuns, $"{run} waits: {Run} is running")
    {
        Severity = DiagnosticSeverity.Warning,
        Fix = $"it goes on when that ends; to follow that: operon release show {Run.Path}/@{Run.Release} --follow",
    };
}
