using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>Runs what is ready of a release, until nothing is (releases, section 1.4).</summary>
/// <param name="work">What it is done with.</param>
public sealed class RunToPause(Workspace work)
{
    /// <summary>Which of its runs are meant; null: all.</summary>
    public Func<Reference, bool>? Includes { get; init; }

    /// <summary>Runs a release.</summary>
    /// <param name="release">The release, whose commit must be checked out.</param>
    /// <param name="cancellation">Starts nothing more, and ends what runs.</param>
    /// <returns>Whether no run of it has failed; or why nothing could be run.</returns>
    public async Task<Result<bool>> RunAsync(Reference release, CancellationToken cancellation)
    {
        if (ReleaseDocument.Find(work.State.View, release) is not { } document) return DocumentView.NotFound(release);
        if (document.Commit != work.Commit) return WrongCommit(release, document.Commit);

        PackageConfiguration? package = null;
        var running = new Dictionary<Reference, Task<string?>>();
        var tried = new HashSet<Reference>();
        while (true)
        {
            var ready = cancellation.IsCancellationRequested ? [] : ReadyRun.Waiting(work.State.View, release).Where(r => r.IsReady && !running.ContainsKey(r.Reference) && !tried.Contains(r.Reference) && IsMeant(r)).Take(work.MaxRuns - running.Count).ToList();
            if (ready.Count == 0 && running.Count == 0) break;
            if (ready.Count > 0 && package is null)
            {
                if (!(await work.Packages.LoadAsync(release, cancellation)).TryGet(out package, out var failure)) return failure;
            }

            foreach (var run in ready) running[run.Reference] = Task.Run(() => new RunExecution(work, package!, run.Reference).RunAsync(cancellation), CancellationToken.None);
            await Task.WhenAny(running.Values);
            foreach (var (run, execution) in running.Where(r => r.Value.IsCompleted).ToList())
            {
                running.Remove(run);

                // Somebody else has it, or has taken away what it needs: not asked for again and again.
                if (await execution is null) tried.Add(run);
            }
        }

        foreach (var waiting in ReadyRun.Waiting(work.State.View, release).Where(r => r.IsReady))
        {
            if (HoldAgainst(waiting) is { } hold) work.Observer.Warned(hold.Warning(waiting.Reference));
        }

        return !HasFailed(release);
    }

    /// <summary>Whether a run of a release has failed, and was not retried.</summary>
    public bool HasFailed(Reference release) => RunStatus.RunsOf(work.State.View, RunStatus.Failed, release).Any();

    private bool IsMeant(ReadyRun run) => Includes?.Invoke(run.Reference) != false && HoldAgainst(run) is null;

    private Hold? HoldAgainst(ReadyRun run) => Hold.Against(work.State.View, work.Intents.View, run.Reference, run.Document);

    private Diagnostic WrongCommit(Reference release, string commit) => new(ExecutionRules.WrongCommit, $"{release} was made of the commit {commit}, and {work.Commit} is checked out")
    {
        Fix = $"git checkout {commit}",
    };
}
