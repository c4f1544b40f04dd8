using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;

namespace Operon.Releases.Execution;

/// <summary>Adds runs to deployments whose inputs have changed (releases, section 1.5).</summary>
internal static class Redeployment
{
    /// <summary>Adds the run that is still due.</summary>
    /// <param name="state">What is changed.</param>
    /// <param name="deployment">The deployment of the release that is deployed.</param>
    /// <param name="now">The time.</param>
    /// <returns>The run; null: none is due any more.</returns>
    public static Reference? Add(StoreTransaction state, Reference deployment, DateTimeOffset now)
    {
        var due = new Deployment(state, deployment);
        if (due.ChangedInputs() is not { } inputs || due.Current is not { } current || RunDocument.Find(state, current.Run) is not { } last) return null;
        var function = ReleaseDocument.Find(state, current.Release)?.Tasks.FirstOrDefault(t => t.IsDeployment && t.Name == due.Place.Subpath)?.Function ?? last.Entry.Function;
        return RunDocument.Add(state, due.In(current.Release), new RunDocument(RunTypes.Up, current.Release, [new RunFunction(function, inputs.Descriptors)]), Timestamp.Marker(now));
    }
}
