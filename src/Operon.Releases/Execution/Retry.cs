using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>Makes new runs in the place of those that failed (releases, section 1.8).</summary>
/// <param name="work">What it is done with.</param>
public sealed class Retry(Workspace work)
{
    /// <summary>Retries the failed runs of a release; where there are none, the deployments that were given up.</summary>
    /// <returns>Null, or <see cref="ExecutionRules.NothingFailed"/>, or <see cref="ExecutionRules.WrongCommit"/> where they could not be run here.</returns>
    public async Task<Diagnostic?> AddAsync(Reference release, CancellationToken cancellation)
    {
        var retried = new List<(Reference Run, string Status, Reference New)>();
        var done = await work.State.UpdateAsync<bool>($"retry {release}", state =>
        {
            retried.Clear();
            if (ReleaseDocument.Find(state, release) is { } document && document.Commit != work.Commit) return RunToPause.WrongCommit(release, document.Commit, work.Commit);
            var marker = Timestamp.Marker(work.Now);
            foreach (var failed in RunStatus.RunsOf(state, RunStatus.Failed, release).ToList())
            {
                RunStatus.Write(state, failed, RunStatus.FailedRetried, marker);
                Add(state, failed, RunStatus.Failed, marker);
            }

            // Whoever names it wants it, whatever has taken its place.
            if (retried.Count == 0) foreach (var given in GivenUp(state, release).ToList()) Add(state, given, RunStatus.Cancelled, marker);
            return retried.Count > 0 ? true : NothingFailed(state, release);
        }, cancellation);
        if (!done.IsOk) return done.Error;
        foreach (var (run, status, added) in retried)
        {
            if (status == RunStatus.Failed) work.Observer.StatusChanged(run, status, RunStatus.FailedRetried);
            work.Observer.StatusChanged(added, "", RunStatus.Pending);
        }

        return null;

        void Add(StoreTransaction state, Reference run, string status, JsonObject marker)
        {
            if (RunDocument.Find(state, run) is { } document) retried.Add((run, status, RunDocument.Add(state, RunDocument.TaskOf(run), new RunDocument(document.Type, document.Release, [document.Entry]), marker)));
        }
    }

    // Where nothing of it took place, unless its environment is no more.
    private static IEnumerable<Reference> GivenUp(DocumentView state, Reference release) =>
        from run in RunStatus.RunsOf(state, RunStatus.Cancelled, release)
        let task = RunDocument.TaskOf(run)
        where RunDocument.NumbersOf(state, task)[^1] == RunDocument.NumberOf(run) && state.Match($"{ReferencePattern.Escape(task.ToString())}/*/{RunStatus.Of(RunStatus.Complete)}").Count == 0
        where Cancellation.Find(state, run) is not { Newer: null, Environment: var environment } || state.Exists(environment.ToString())
        select run;

    // What was interrupted has not failed, and goes on.
    private static Diagnostic NothingFailed(DocumentView state, Reference release) => new(ExecutionRules.NothingFailed, $"{release} has no failed run, and no deployment that was given up")
    {
        Fix = ReadyRun.Waiting(state, release).Any(r => r.IsReady) || RunStatus.RunsOf(state, RunStatus.Running, release).Any()
            ? $"go on with it: operon release continue {release.Path}/@{release.Release}"
            : $"see how far it is: operon release show {release}",
    };
}
