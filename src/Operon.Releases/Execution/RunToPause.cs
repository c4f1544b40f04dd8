using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>Runs what is ready of releases, until nothing is (releases, section 1.4).</summary>
/// <param name="work">What it is done with.</param>
public sealed class RunToPause(Workspace work)
{
    /// <summary>Which of its runs are meant; null: all.</summary>
    public Func<Reference, bool>? Includes { get; init; }

    /// <summary>Deployments of the releases to be done again.</summary>
    public IReadOnlyList<Reference> Redone { get; init; } = [];

    /// <summary>Runs that were taken when their release was made; null: none.</summary>
    public BegunRuns? Begun { get; init; }

    /// <summary>Tells how runs ended that may not be written yet when this ends; null: all are.</summary>
    internal Outcomes? Outcomes { get; init; }

    /// <summary>Whether a run has failed that was run here, as far as that is written; what failed before does not count.</summary>
    public bool HasFailedHere { get; private set; }

    /// <summary>Runs a release.</summary>
    /// <param name="release">The release, whose commit must be checked out.</param>
    /// <param name="cancellation">Starts nothing more, and ends what runs.</param>
    /// <returns>Whether no run of it has failed; or why nothing could be run.</returns>
    /// <exception cref="StoreFailure">A store cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled. What ran can be continued.</exception>
    public Task<Result<bool>> RunAsync(Reference release, CancellationToken cancellation) => RunAsync(ImmutableDictionary<Reference, Workspace>.Empty.Add(release, work), cancellation);

    /// <summary>Runs several releases at once.</summary>
    /// <param name="releases">Each with the checkout of its commit.</param>
    /// <param name="cancellation">Starts nothing more, and ends what runs.</param>
    /// <returns>Whether no run of them has failed; or why one could not be run. The others were, then.</returns>
    /// <inheritdoc cref="RunAsync(Reference, CancellationToken)"/>
    public async Task<Result<bool>> RunAsync(IReadOnlyDictionary<Reference, Workspace> releases, CancellationToken cancellation)
    {
        foreach (var (release, there) in releases)
        {
            if (ReleaseDocument.Find(work.State.View, release) is not { } document) return DocumentView.NotFound(release);
            if (document.Commit != there.Commit) return WrongCommit(release, document.Commit, there.Commit);
            await new Takeover(work).RunAsync(release, cancellation);
        }

        using var batch = new RunBatch(work, releases) { Redone = Redone, Outcomes = Outcomes, Begun = Begun is null ? null : (releases.Keys.First(), Begun), Includes = run => Includes?.Invoke(run.Reference) != false && HoldAgainst(run) is null };
        var stopped = await batch.RunAsync(cancellation);
        HasFailedHere = batch.HasFailed;
        if (stopped is not null) return stopped;
        cancellation.ThrowIfCancellationRequested();
        foreach (var waiting in releases.Keys.SelectMany(release => ReadyRun.Waiting(work.State.View, release)).Where(r => r.IsReady))
        {
            if (HoldAgainst(waiting) is { } hold) work.Observer.Warned(hold.Warning(waiting.Reference));
        }

        return !releases.Keys.Any(HasFailed);
    }

    /// <summary>Whether the last run of a task of a release has failed: one that a later run made good is history.</summary>
    public bool HasFailed(Reference release) =>
        RunStatus.RunsOf(work.State.View, RunStatus.Failed, release).Any(failed => !RunStatus.RunsOf(work.State.View, RunStatus.Complete, release).Any(good => IsLater(good, failed)));

    private static bool IsLater(Reference one, Reference other) => RunDocument.TaskOf(one) == RunDocument.TaskOf(other) && RunDocument.NumberOf(one) > RunDocument.NumberOf(other);

    private Hold? HoldAgainst(ReadyRun run) => Hold.Against(work.State.View, work.Intents.View, run.Reference, run.Document);

    internal static Diagnostic WrongCommit(Reference release, string commit, string actual) => new(ExecutionRules.WrongCommit, $"{release} was made of the commit {commit}, and {actual} is checked out")
    {
        Fix = $"git checkout {commit}; what waits and has not failed is also done by: operon work cascade",
    };
}
