using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;

namespace Operon.Releases.Execution;

/// <summary>Adds runs to deployments whose inputs have changed (releases, section 1.5).</summary>
/// <param name="work">What it is done with.</param>
public sealed class Redeployment(Workspace work)
{
    /// <summary>Adds the runs that are still due, with one change.</summary>
    /// <param name="deployments">The deployments of the releases that are deployed.</param>
    /// <param name="cancellation">Ends it before anything is written.</param>
    public async Task AddAsync(IReadOnlyList<Reference> deployments, CancellationToken cancellation)
    {
        if (deployments.Count == 0) return;
        var added = new List<Reference>();
        await work.State.UpdateAsync<bool>(deployments.Count == 1 ? $"redeploy {deployments[0]}" : $"redeploy {deployments.Count} times", state =>
        {
            added.Clear();
            added.AddRange(deployments.Select(d => Add(state, d)).OfType<Reference>());
            return true;
        }, cancellation);
        foreach (var run in added) work.Observer.StatusChanged(run, "", RunStatus.Pending);
    }

    private Reference? Add(StoreTransaction state, Reference deployment)
    {
        var due = new Deployment(state, deployment);
        if (due.ChangedInputs() is not { } inputs || due.Current is not { } current || RunDocument.Find(state, current.Run) is not { } last) return null;
        var function = ReleaseDocument.Find(state, current.Release)?.Tasks.FirstOrDefault(t => t.IsDeployment && t.Name == due.Place.Subpath)?.Function ?? last.Entry.Function;
        return RunDocument.Add(state, due.In(current.Release), new RunDocument(RunTypes.Up, current.Release, [new RunFunction(function, inputs.Descriptors)]), Timestamp.Marker(work.Now));
    }
}
