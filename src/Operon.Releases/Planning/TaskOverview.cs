using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;

namespace Operon.Releases.Planning;

/// <summary>How far a task or deployment of a release is.</summary>
/// <param name="Declaration">What the package says of it.</param>
/// <param name="Place">Its document in the release.</param>
/// <param name="Runs">Its runs, the oldest first.</param>
/// <param name="IsCurrent">Whether it is what is deployed, or what others read.</param>
public sealed record TaskOverview(TaskDeclaration Declaration, Reference Place, ImmutableArray<RunOverview> Runs, bool IsCurrent)
{
    /// <summary>Its last run; null: there is none yet.</summary>
    public RunOverview? Last => Runs.IsEmpty ? null : Runs[^1];

    /// <summary>How far its last run is.</summary>
    public string Status => Last?.Status ?? Progress.None;

    /// <summary>Looks at a task of a release.</summary>
    public static TaskOverview Of(DocumentView state, DocumentView intents, Reference release, TaskDeclaration declaration)
    {
        var place = declaration.In(release);
        return new TaskOverview(
            declaration,
            place,
            [.. RunDocument.NumbersOf(state, place).Select(n => RunOverview.Find(state, intents, RunDocument.Of(place, n))).OfType<RunOverview>()],
            state.TargetOf(TaskDocument.CurrentOf(place).ToString()) == place.ToString());
    }
}
