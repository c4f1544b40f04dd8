using Operon.Releases.References;
using Operon.Runs.History;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>Finds where on this machine runs of tasks were recorded, or are at this moment (releases, section 11.2).</summary>
/// <param name="runs">The folder of run folders.</param>
/// <param name="clock">For readers of journals.</param>
public sealed class RunFolders(string runs, TimeProvider clock)
{
    /// <summary>The folders of the runs below a reference, the oldest first: one for each time that one was run or continued here.</summary>
    /// <param name="reference">A run, a task or deployment of a release, or a release.</param>
    /// <returns>What is known of each; <see cref="RunSummary.Op"/> is the reference of the run. <see cref="RunOutput"/> reads and follows what it prints.</returns>
    public IReadOnlyList<RunSummary> Find(Reference reference)
    {
        var wanted = reference.WithoutFragment.ToString();
        return [.. new RunIndex(runs, clock).List(new DiagnosticBag()).Where(r => r.Op == wanted || r.Op?.StartsWith(wanted + "/", StringComparison.Ordinal) == true).Reverse()];
    }
}
