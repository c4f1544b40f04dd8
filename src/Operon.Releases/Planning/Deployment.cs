using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Json;

namespace Operon.Releases.Planning;

/// <summary>A package in an environment: what is deployed there, and what is on its way (releases, section 1.5).</summary>
/// <param name="state">Where it stands.</param>
/// <param name="place">The link to what is deployed: <c>PACKAGE/@/deploy/ENVIRONMENT</c>.</param>
public sealed class Deployment(DocumentView state, Reference place)
{
    /// <summary>The link to what is deployed.</summary>
    public Reference Place { get; } = TaskDocument.CurrentOf(place);

    /// <summary>What is deployed now; null: nothing.</summary>
    public TaskDocument? Current { get; } = TaskDocument.Find(state, TaskDocument.CurrentOf(place));

    /// <summary>All deployments of which something is deployed.</summary>
    public static IEnumerable<Deployment> All(DocumentView state)
    {
        var places = state.Match("**/@/deploy/*");
        state.Prepare(places);
        return places.Select(Reference.Parse).Where(r => r.IsOk).Select(r => new Deployment(state, r.Value));
    }

    /// <summary>The release of a package that gets deployments to new environments: the newest of which something is deployed, else the newest.</summary>
    /// <param name="state">Where they are.</param>
    /// <param name="package">A package with releases.</param>
    public static Reference ReleaseToCheck(DocumentView state, Reference package)
    {
        var releases = ReleaseNumbers.Of(state, package);
        var deployed = All(state).Where(d => d.Place.Package == package).Select(d => d.Current?.Release).ToHashSet();
        return releases.LastOrDefault(deployed.Contains) ?? releases[^1];
    }

    /// <summary>Its document in a release.</summary>
    public Reference In(Reference release) => release.Of(Place.Type!, Place.Subpath);

    /// <summary>The runs of it in a release that have not ended.</summary>
    public IEnumerable<RunDocument> OpenRuns(Reference release) => Runs(release)
        .Where(r => RunStatus.Read(state, r) is RunStatus.Pending or RunStatus.Paused or RunStatus.Running)
        .Select(r => RunDocument.Find(state, r))
        .OfType<RunDocument>();

    /// <summary>Whether something takes it away already.</summary>
    public bool IsBeingRemoved => Current is { } current && OpenRuns(current.Release).Any(r => r.IsDown);

    /// <summary>Whether the last run of it in a release failed, started with these values.</summary>
    public bool HasFailedWith(Reference release, JsonObject values) => FailedRun(release) is { IsDown: false } run && ResolvedInputs.Recorded(state, run.Entry.Inputs).Equals(values);

    /// <summary>Whether it could not be taken away, with the inputs that it would be taken away with now.</summary>
    public bool HasStayed => Current is { } current && FailedRun(current.Release) is { IsDown: true } run && ResolvedInputs.Recorded(state, run.Entry.Inputs).Equals(ResolvedInputs.Of(state, current.Input).Values);

    /// <summary>
    /// What it would be deployed with now, if that is not what it was deployed with: inputs of its own last result do not count.
    /// </summary>
    /// <returns>Descriptors with their values; null: nothing has changed, or something is on its way already, it failed with just these, or it is to go and has stayed.</returns>
    public ResolvedInputs? ChangedInputs()
    {
        if (Current is not { } current) return null;
        var now = ResolvedInputs.Of(state, current.Input);
        if (!now.Missing.IsEmpty || current.Input.Properties.All(i => IsItsOwn(i.Value) || Equals(now.Descriptors[i.Key]?["value"], i.Value["value"]))) return null;
        return OpenRuns(current.Release).Any() || FailedRun(current.Release) is { IsDown: true } || HasFailedWith(current.Release, now.Values) ? null : now;
    }

    // The last run of it in a release, if that failed.
    private RunDocument? FailedRun(Reference release) => Runs(release).LastOrDefault() is { } last && RunStatus.Read(state, last) == RunStatus.Failed ? RunDocument.Find(state, last) : null;

    private IEnumerable<Reference> Runs(Reference release)
    {
        var deployment = In(release);
        return RunDocument.NumbersOf(state, deployment).Select(n => RunDocument.Of(deployment, n));
    }

    private bool IsItsOwn(JsonValue descriptor) =>
        descriptor["ref"]?.AsText is { } text
        && Reference.Parse(text).TryGet(out var reference, out _)
        && reference.Package == Place.Package
        && reference.Type == Place.Type
        && (reference.Subpath == Place.Subpath || reference.Subpath.StartsWith(Place.Subpath + "/", StringComparison.Ordinal));
}
