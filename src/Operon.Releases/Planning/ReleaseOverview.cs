using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Releases.Execution;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;

namespace Operon.Releases.Planning;

/// <summary>How far a release is: what runs, what waits and for what, where it is deployed.</summary>
/// <param name="Reference">The release.</param>
/// <param name="Document">What it is made of.</param>
/// <param name="Created">When it was made, as it is recorded; empty: unknown.</param>
/// <param name="Tags">Its other names.</param>
/// <param name="Phases">Its tasks by phases, each with its name.</param>
public sealed record ReleaseOverview(Reference Reference, ReleaseDocument Document, string Created, ImmutableArray<string> Tags, ImmutableArray<(string Name, ImmutableArray<TaskOverview> Tasks)> Phases)
{
    /// <summary>All tasks and deployments.</summary>
    public IEnumerable<TaskOverview> Tasks => Phases.SelectMany(p => p.Tasks);

    /// <summary>The environments where it is what is deployed.</summary>
    public IEnumerable<string> DeployedTo => Tasks.Where(t => t.IsCurrent && t.Declaration.IsDeployment).Select(t => t.Declaration.Name);

    /// <summary>What it waits for in the end: not the phases before, but what these wait for.</summary>
    public IEnumerable<Obstacle> Obstacles => Runs.Where(r => r.Obstacles.All(o => o.Kind != Obstacle.Task)).SelectMany(r => r.Obstacles).Distinct();

    /// <summary>Why deployments of it were given up of which none took place.</summary>
    public IEnumerable<Cancellation> Cancellations => GivenUp.Select(t => t.Last!.Cancellation).OfType<Cancellation>().Distinct();

    /// <summary>How far it is, in a word: what somebody must look at comes first.</summary>
    public string Status
    {
        get
        {
            var all = Tasks.SelectMany(t => t.Runs).Select(r => r.Status).ToHashSet(StringComparer.Ordinal);

            // Without an environment that is no more it is as good as with it, if there is anything left of it.
            if (GivenUp.All(t => t.Last!.Cancellation is { Newer: null }) && (all.Contains(RunStatus.Complete) || !GivenUp.Any())) all.Remove(RunStatus.Cancelled);
            if (Obstacles.Any(o => o.Kind == Obstacle.Input)) all.Add(Progress.Waiting);
            else if (Obstacles.Any()) all.Remove(Progress.Waiting);
            return Words.FirstOrDefault(all.Contains) ?? (Tasks.Any(t => t.Last is null) ? Progress.None : RunStatus.Complete);
        }
    }

    private static ImmutableArray<string> Words { get; } = [RunStatus.Failed, RunStatus.Running, Progress.Ready, Progress.Waiting, Progress.Held, RunStatus.Cancelled];

    private IEnumerable<TaskOverview> GivenUp => Tasks.Where(t => t.Last is { Status: RunStatus.Cancelled } && t.Runs.All(r => r.Status != RunStatus.Complete));

    private IEnumerable<RunOverview> Runs => Tasks.Select(t => t.Last).OfType<RunOverview>();

    /// <summary>Looks at a release.</summary>
    /// <returns>What is seen; null: there is no such release.</returns>
    public static ReleaseOverview? Find(DocumentView state, DocumentView intents, Reference release)
    {
        if (ReleaseDocument.Find(state, release) is not { } document) return null;
        var links = state.Load(release.ToString())?.Links ?? [];
        return new ReleaseOverview(
            release,
            document,
            state.Find(release.Of(DocumentTypes.Commit, document.Commit))?.Body["time"]?.AsText ?? "",
            [.. links.Where(l => state.TargetOf(l) == release.ToString()).Select(l => Reference.Parse(l)).Where(l => l.IsOk && l.Value.Release is { Length: > 0 }).Select(l => l.Value.Release!).Distinct().Order(BytewiseComparer.Instance)],
            [.. document.Phases.Select(p => (p.Name, p.Tasks.Select(t => TaskOverview.Of(state, intents, release, t)).ToImmutableArray()))]);
    }

    /// <summary>The newest releases.</summary>
    /// <param name="state">Where to look.</param>
    /// <param name="intents">Where holds are.</param>
    /// <param name="packages">Of these packages.</param>
    /// <param name="most">How many.</param>
    public static IReadOnlyList<ReleaseOverview> Newest(DocumentView state, DocumentView intents, IEnumerable<Reference> packages, int most)
    {
        var newest = packages.SelectMany(p => ReleaseNumbers.Of(state, p).Reverse().Take(most)).Select(r => (Release: r, Created: CreatedOf(state, r)));
        return [.. newest.OrderByDescending(r => r.Created).ThenByDescending(r => ReleaseNumbers.NumberOf(r.Release)).Take(most).Select(r => Find(state, intents, r.Release)).OfType<ReleaseOverview>()];
    }

    private static DateTimeOffset CreatedOf(DocumentView state, Reference release) =>
        ReleaseDocument.Find(state, release) is { } document && Timestamp.Read(state.Find(release.Of(DocumentTypes.Commit, document.Commit))?.Body["time"]) is { } time ? time : DateTimeOffset.MinValue;
}
