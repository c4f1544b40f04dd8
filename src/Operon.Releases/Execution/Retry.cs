using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>Makes new runs in the place of those that failed (releases, section 1.8).</summary>
/// <param name="work">What it is done with.</param>
public sealed class Retry(Workspace work)
{
    /// <summary>Retries the failed runs of a release.</summary>
    /// <returns>Null, or <see cref="ExecutionRules.NothingFailed"/>, or <see cref="ExecutionRules.WrongCommit"/> where they could not be run here.</returns>
    public async Task<Diagnostic?> AddAsync(Reference release, CancellationToken cancellation)
    {
        var retried = new List<(Reference Failed, Reference New)>();
        var done = await work.State.UpdateAsync<bool>($"retry {release}", state =>
        {
            retried.Clear();
            if (ReleaseDocument.Find(state, release) is { } document && document.Commit != work.Commit) return RunToPause.WrongCommit(release, document.Commit, work.Commit);
            var marker = Timestamp.Marker(work.Now);
            foreach (var failed in RunStatus.RunsOf(state, RunStatus.Failed, release).ToList())
            {
                if (RunDocument.Find(state, failed) is not { } run) continue;
                RunStatus.Write(state, failed, RunStatus.FailedRetried, marker);
                retried.Add((failed, RunDocument.Add(state, RunDocument.TaskOf(failed), new RunDocument(run.Type, run.Release, [run.Entry]), marker)));
            }

            return retried.Count > 0 ? true : NothingFailed(state, release);
        }, cancellation);
        if (!done.IsOk) return done.Error;
        foreach (var (failed, added) in retried)
        {
            work.Observer.StatusChanged(failed, RunStatus.Failed, RunStatus.FailedRetried);
            work.Observer.StatusChanged(added, "", RunStatus.Pending);
        }

        return null;
    }

    // What was interrupted has not failed, and goes on.
    private static Diagnostic NothingFailed(DocumentView state, Reference release) => new(ExecutionRules.NothingFailed, $"{release} has no failed run")
    {
        Fix = ReadyRun.Waiting(state, release).Any(r => r.IsReady) || RunStatus.RunsOf(state, RunStatus.Running, release).Any()
            ? $"go on with it: operon release continue {release.Path}/@{release.Release}"
            : $"see how far it is: operon release show {release}",
    };
}
