using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Planning;

/// <summary>A release that is kept in an environment until somebody says otherwise: newer ones wait (releases, section 3.6).</summary>
/// <param name="Place">The link to what is deployed: <c>PACKAGE/@/deploy/ENVIRONMENT</c>.</param>
/// <param name="Release">The release that stays.</param>
/// <param name="Since">Since when, as it is recorded.</param>
/// <param name="By">Who said so.</param>
public sealed record Hold(Reference Place, Reference Release, string Since, string By)
{
    private const string SinceName = "time";
    private const string ByName = "by";

    // To the second: what is recorded is finer.
    private string ShownSince => Since.Split('.') is [var second, ..] && second.Length < Since.Length ? second + "Z" : Since;

    /// <summary>The hold on a deployment.</summary>
    /// <param name="state">Follows tags.</param>
    /// <param name="intents">Where holds are.</param>
    /// <param name="deployment">The deployment, of any release.</param>
    /// <returns>The hold; null: there is none.</returns>
    public static Hold? Find(DocumentView state, DocumentView intents, Reference deployment)
    {
        var place = TaskDocument.CurrentOf(deployment);
        return DeploymentIntent.HoldOf(intents, place) is { } hold && DeploymentIntent.Find(intents, place) is { } intent
            ? new Hold(place, IntentDifference.ReleaseOf(state, intent), hold[SinceName]?.AsText ?? "", hold[ByName]?.AsText ?? "")
            : null;
    }

    /// <summary>The hold that keeps a run from starting; null: none does. What takes a deployment away is kept by none.</summary>
    public static Hold? Against(DocumentView state, DocumentView intents, Reference run, RunDocument document) =>
        run.Type == DocumentTypes.Deploy && !document.IsDown && Find(state, intents, RunDocument.TaskOf(run)) is { } hold && hold.Release != document.Release ? hold : null;

    /// <summary>The part of an intent that says so.</summary>
    public static JsonObject Record(string since, string by) => new((SinceName, since), (ByName, by));

    /// <summary>Tells that a run waits for its end.</summary>
    public Diagnostic Warning(Reference run) => new(RolloutRules.Held, $"{run} is held: {Place.Subpath} stays at {Release.Release} since {ShownSince}{(By.Length == 0 ? "" : $", by {By}")}")
    {
        Fix = $"end the hold: operon release rollback {Place.Path} --env {Place.Subpath} --lift",
    };
}
