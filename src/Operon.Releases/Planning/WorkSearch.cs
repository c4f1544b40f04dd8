using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;

namespace Operon.Releases.Planning;

/// <summary>Finds what there is to do (releases, section 1.6).</summary>
/// <param name="state">What is.</param>
/// <param name="intents">What should be.</param>
public sealed class WorkSearch(DocumentView state, DocumentView intents)
{
    private readonly Dictionary<Reference, string?> commits = [];

    /// <summary>Only this repository's; null: of all.</summary>
    public string? Repository { get; init; }

    /// <summary>Only of releases of this commit; null: of all.</summary>
    public string? Commit { get; init; }

    /// <summary>Only what these documents may have brought about; null: all.</summary>
    public IReadOnlySet<string>? Changed { get; init; }

    /// <summary>Knows which deployments read what, where <see cref="Changed"/> is given; null: all are looked at.</summary>
    public InputReaders? Readers { get; init; }

    /// <summary>What should be otherwise than it is. Of all repositories.</summary>
    public IEnumerable<WorkItem> Intents() =>
        (Changed is null ? IntentDifference.All(state, intents) : IntentDifference.Among(state, intents, Changed)).Where(d => d.IsWork && IsChanged(d.Reference.ToString())).Select(d => new WorkItem(d.Reference, d.Kind));

    /// <summary>Runs that can start.</summary>
    public IEnumerable<WorkItem> Runs() =>
        from run in ReadyRun.Waiting(state)
        where run.IsReady && Hold.Against(state, intents, run.Reference, run.Document) is null && IsInScope(run.Document.Release) && (IsChanged(run.Reference.ToString()) || AreChanged(run.Document.Functions[^1]))
        select new WorkItem(run.Reference, WorkKinds.Run, CommitOf(run.Document.Release));

    /// <summary>Deployments whose inputs have changed.</summary>
    public IEnumerable<WorkItem> Redeployments() =>
        from deployment in Changed is not null && Readers is not null ? Readers.Reading(state, Changed).Select(r => new Deployment(state, r)) : Deployment.All(state)
        let current = deployment.Current
        where current is not null && IsInScope(current.Release) && !IsHeldAtAnother(deployment.Place, current.Release) && deployment.ChangedInputs() is { } inputs && (Changed is null || inputs.Descriptors.Properties.Any(i => IsReadFromChanged(i.Value["ref"]?.AsText)))
        select new WorkItem(deployment.In(current.Release), WorkKinds.Run, CommitOf(current.Release));

    /// <summary>What is to be done with releases.</summary>
    public IEnumerable<WorkItem> Ops() =>
        from text in state.Match("**/@*/op/*", withLinks: false)
        let read = Reference.Parse(text)
        where read.IsOk && IsChanged(text)
        let release = read.Value with { Type = null, Subpath = "" }
        where IsInScope(release)
        select new WorkItem(read.Value, WorkKinds.Op, CommitOf(release));

    // What is about to be replaced is not done again.
    private bool IsHeldAtAnother(Reference place, Reference release) => Hold.Find(state, intents, place) is { } hold && hold.Release != release;

    private string? CommitOf(Reference release)
    {
        if (!commits.TryGetValue(release, out var commit)) commits[release] = commit = ReleaseDocument.Find(state, release)?.Commit;
        return commit;
    }

    private bool IsInScope(Reference release) => (Repository is null || release.Repository == Repository) && (Commit is null || CommitOf(release) == Commit);

    private bool IsChanged(string reference) => Changed is null || Changed.Contains(reference);

    private bool AreChanged(RunFunction function) =>
        function.Inputs.Properties.Any(i => IsReadFromChanged(i.Value["ref"]?.AsText)) || function.Dependencies.Any(d => state.Match(d).Any(IsChanged));

    private bool IsReadFromChanged(string? text) =>
        text is not null && Reference.Parse(text).TryGet(out var reference, out _) && reference.WithoutFragment.ToString() is var whole && (IsChanged(whole) || IsChanged(state.Resolve(whole)));
}
