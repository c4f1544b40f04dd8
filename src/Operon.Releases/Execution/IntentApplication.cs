using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>Brings what is to what should be, for one document (releases, sections 1.5, 1.7, 11.2).</summary>
/// <param name="work">What it is done with.</param>
public sealed class IntentApplication(Workspace work)
{
    private const string EnvironmentCheckOp = "check_envs";

    /// <summary>Applies the intent for a reference.</summary>
    /// <param name="reference">As the intent has it, or what is to be removed.</param>
    /// <param name="cancellation">Ends it before anything is written.</param>
    /// <returns>Null, or why it cannot be applied.</returns>
    public async Task<Diagnostic?> ApplyAsync(Reference reference, CancellationToken cancellation) => reference.Type switch
    {
        DocumentTypes.Custom => await ApplyCustomAsync(reference, cancellation),
        DocumentTypes.Environment => await ApplyEnvironmentAsync(reference, cancellation),
        DocumentTypes.Deploy => await ApplyDeploymentAsync(reference, cancellation),
        _ => new Diagnostic(ExecutionRules.NotApplicable, $"{reference} is nothing that intents are about") { Expected = "a deployment, an environment or a custom value" },
    };

    private async Task<Diagnostic?> ApplyCustomAsync(Reference reference, CancellationToken cancellation)
    {
        var intended = work.Intents.View.Find(reference)?.Body;
        var applied = await work.State.UpdateAsync<bool>($"apply {reference}", state =>
        {
            if (intended is null) return state.Delete(reference) ? true : state.Missing(reference);
            state.Set(reference, intended);
            return true;
        }, cancellation);
        if (applied.IsOk) work.Observer.Updated(reference);
        return applied.Error;
    }

    private async Task<Diagnostic?> ApplyEnvironmentAsync(Reference place, CancellationToken cancellation)
    {
        if (work.Intents.View.Find(place)?.Body is not { } intended) return await RemoveEnvironmentAsync(place, cancellation);
        if (!EnvironmentDocument.Read(place, intended, work.AllowsDash).TryGet(out _, out var wrong)) return wrong with { Fix = $"write another, or take it back: operon state delete {place}" };
        var applied = await work.State.UpdateAsync<bool>($"apply {place}", state =>
        {
            state.Set(place, new JsonObject(("name", intended["name"]!), ("attributes", intended["attributes"] ?? JsonNull.Instance)));
            var marker = Timestamp.Marker(work.Now);
            foreach (var package in ReleaseNumbers.Packages(state)) state.Set(Deployment.ReleaseToCheck(state, package).Of(DocumentTypes.Op, EnvironmentCheckOp), marker);
            return true;
        }, cancellation);
        if (applied.IsOk) work.Observer.Updated(place);
        return applied.Error;
    }

    private async Task<Diagnostic?> RemoveEnvironmentAsync(Reference place, CancellationToken cancellation)
    {
        var added = new List<Reference>();
        var given = new List<GivenUp>();
        var applied = await work.State.UpdateAsync<bool>($"remove {place}", state =>
        {
            added.Clear();
            given.Clear();
            if (!state.Exists(place.ToString())) return state.Missing(place);
            if (!work.IsOriginal) given.AddRange(Overtaking.GiveUpAll(state, place, work.Now));
            foreach (var deployment in Deployment.All(state).Where(d => d.Place.Subpath == place.Subpath)) AddDown(state, deployment, added);
            return state.Delete(place);
        }, cancellation);
        if (applied.IsOk) work.Observer.Updated(place);
        Overtaking.Tell(work, given);
        Tell(added);
        return applied.Error;
    }

    private async Task<Diagnostic?> ApplyDeploymentAsync(Reference place, CancellationToken cancellation)
    {
        if (place.Release is not "") return new Diagnostic(ExecutionRules.NotApplicable, $"{place} is the deployment of a release") { Expected = $"what is deployed: {TaskDocument.CurrentOf(place)}" };
        var intents = work.Intents.View;
        var added = new List<Reference>();
        var applied = await work.State.UpdateAsync<bool>($"apply {place}", state =>
        {
            added.Clear();
            if (IntentDifference.OfDeployment(state, intents, place) is null) return true;
            var deployment = new Deployment(state, place);
            if (intents.Find(place)?.Body is not { } body)
            {
                AddDown(state, deployment, added);
                return true;
            }

            if (!DeploymentIntent.Read(place, body).TryGet(out var intent, out var misshapen)) return misshapen;
            var release = IntentDifference.ReleaseOf(state, intent);
            if (ReleaseDocument.Find(state, release) is not { } document) return DocumentView.NotFound(release);
            if (document.Tasks.FirstOrDefault(t => t.IsDeployment && t.Name == place.Subpath) is not { } declared)
            {
                return new Diagnostic(ExecutionRules.NotApplicable, $"{release} declares no deployment to '{place.Subpath}'");
            }

            added.Add(RunDocument.Add(state, deployment.In(release), new RunDocument(RunTypes.Intended, release, [new RunFunction(declared.Function, intent.Input)]), Timestamp.Marker(work.Now)));
            return true;
        }, cancellation);
        Tell(added);
        return applied.Error;
    }

    // With what it was brought up with. One that is under way does.
    private void AddDown(StoreTransaction state, Deployment deployment, List<Reference> added)
    {
        if (deployment.Current is not { } current || deployment.IsBeingRemoved) return;
        if (ReleaseDocument.Find(state, current.Release)?.Tasks.FirstOrDefault(t => t.IsDeployment && t.Name == deployment.Place.Subpath)?.Down is not { } down) return;
        var inputs = ResolvedInputs.Of(state, current.Input).Descriptors;
        added.Add(RunDocument.Add(state, deployment.In(current.Release), new RunDocument(RunTypes.Down, current.Release, [new RunFunction(down, inputs)]), Timestamp.Marker(work.Now)));
    }

    private void Tell(List<Reference> added)
    {
        foreach (var run in added) work.Observer.StatusChanged(run, "", RunStatus.Pending);
    }
}
