using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;

namespace Operon.Releases.Execution;

/// <summary>Adds a run to a deployment whose inputs have changed (releases, section 1.5).</summary>
/// <param name="work">What it is done with.</param>
public sealed class Redeployment(Workspace work)
{
    /// <summary>Adds the run, if it is still due.</summary>
    /// <param name="deployment">The deployment of the release that is deployed.</param>
    /// <param name="cancellation">Ends it before anything is written.</param>
    public async Task AddAsync(Reference deployment, CancellationToken cancellation)
    {
        Reference? added = null;
        await work.State.UpdateAsync<bool>($"redeploy {deployment}", state =>
        {
            added = null;
            var due = new Deployment(state, deployment);
            if (due.ChangedInputs() is not { } inputs || due.Current is not { } current || RunDocument.Find(state, current.Run) is not { } last) return false;
            var function = ReleaseDocument.Find(state, current.Release)?.Tasks.FirstOrDefault(t => t.IsDeployment && t.Name == due.Place.Subpath)?.Function ?? last.Entry.Function;
            added = RunDocument.Add(state, due.In(current.Release), new RunDocument(RunTypes.Up, current.Release, [new RunFunction(function, inputs.Descriptors)]), Timestamp.Marker(work.Now));
            return true;
        }, cancellation);
        if (added is not null) work.Observer.StatusChanged(added, "", RunStatus.Pending);
    }
}
