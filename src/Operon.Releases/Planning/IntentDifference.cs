using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;

namespace Operon.Releases.Planning;

/// <summary>Something that should be otherwise than it is (releases, sections 1.6, 11.2).</summary>
/// <param name="Reference">As the intent names it, or, where there is none, the state.</param>
/// <param name="Kind">One of <see cref="WorkKinds"/>.</param>
/// <param name="IsWork">Whether it is to be done now: what is on its way, and what has failed just so, is not.</param>
public sealed record IntentDifference(Reference Reference, string Kind, bool IsWork)
{
    private static readonly string[] Patterns = ["@/custom/*", "**/@*/custom/*", "@/environment/*"];

    /// <summary>All differences between two stores, in bytewise order.</summary>
    public static IReadOnlyList<IntentDifference> All(DocumentView state, DocumentView intents) =>
        [.. Documents(state, intents).Concat(Deployments(state, intents)).OrderBy(d => d.Reference.ToString(), BytewiseComparer.Instance)];

    /// <summary>The differences that some of the references have, in bytewise order.</summary>
    public static IReadOnlyList<IntentDifference> Among(DocumentView state, DocumentView intents, IReadOnlySet<string> references)
    {
        var read = Read(references).ToList();
        var deployments = read.Where(r => r is { Type: DocumentTypes.Deploy, Release: "" } && !r.Subpath.Contains('/', StringComparison.Ordinal)).Select(r => OfDeployment(state, intents, r)).OfType<IntentDifference>();
        var documents = read.Any(r => r.Type is DocumentTypes.Custom or DocumentTypes.Environment) ? Documents(state, intents).Where(d => references.Contains(d.Reference.ToString())) : [];
        return [.. documents.Concat(deployments).OrderBy(d => d.Reference.ToString(), BytewiseComparer.Instance)];
    }

    /// <summary>How a deployment differs from what is intended for it.</summary>
    /// <returns>Null: it does not, or is on its way.</returns>
    public static IntentDifference? OfDeployment(DocumentView state, DocumentView intents, Reference place)
    {
        var deployment = new Deployment(state, place);
        if (intents.Find(place)?.Body is not { } body) return deployment.Current is null ? null : new(place, WorkKinds.Delete, !deployment.IsBeingRemoved && !deployment.HasStayed);

        // Whoever does it tells what is wrong with it.
        var kind = deployment.Current is null ? WorkKinds.Create : WorkKinds.Update;
        if (!DeploymentIntent.Read(place, body).TryGet(out var intent, out _)) return new(place, kind, true);
        var release = ReleaseOf(state, intent);
        var values = ResolvedInputs.Recorded(state, intent.Input);
        if (deployment.Current is { } current && current.Release == release && ResolvedInputs.Recorded(state, current.Input).Equals(values)) return null;
        if (deployment.OpenRuns(release).Any(r => !r.IsDown && (!r.IsIntended || ResolvedInputs.Recorded(state, r.Entry.Inputs).Equals(values)))) return null;
        return new(place, kind, !deployment.HasFailedWith(release, values));
    }

    /// <summary>The release that an intent asks for, a tag followed.</summary>
    public static Reference ReleaseOf(DocumentView state, DeploymentIntent intent) =>
        Reference.Parse(state.Resolve(intent.Release.ToString())).TryGet(out var release, out _) ? release : intent.Release;

    private static IEnumerable<IntentDifference> Deployments(DocumentView state, DocumentView intents) =>
        Read(state.Match("**/@/deploy/*")).Concat(Read(intents.Match("**/@/deploy/*"))).Distinct().Select(r => OfDeployment(state, intents, r)).OfType<IntentDifference>();

    private static IEnumerable<IntentDifference> Documents(DocumentView state, DocumentView intents)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var intent in Patterns.SelectMany(p => intents.Match(p, withLinks: false)))
        {
            var place = state.Resolve(intent);
            wanted.Add(place);
            var reference = Reference.Parse(intent).Value;
            if (state.Find(place)?.Body is not { } now)
            {
                yield return new(reference, WorkKinds.Create, true);
            }
            else if (intents.Find(intent)!.Body is var body && !(reference.Type == DocumentTypes.Environment ? EnvironmentDocument.AreSame(now, body) : now.Equals(body)))
            {
                yield return new(reference, WorkKinds.Update, true);
            }
        }

        foreach (var left in Patterns.SelectMany(p => state.Match(p, withLinks: false)).Where(r => !wanted.Contains(r))) yield return new(Reference.Parse(left).Value, WorkKinds.Delete, true);
    }

    private static IEnumerable<Reference> Read(IEnumerable<string> references) => references.Select(Reference.Parse).Where(r => r.IsOk).Select(r => r.Value);
}
