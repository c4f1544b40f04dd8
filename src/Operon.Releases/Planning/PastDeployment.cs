using Operon.Releases.Documents;
using Operon.Releases.Execution;
using Operon.Releases.References;
using Operon.Releases.Stores;

namespace Operon.Releases.Planning;

/// <summary>A release that was brought to an environment once.</summary>
/// <param name="Run">The run that did it.</param>
/// <param name="Release">The release.</param>
/// <param name="When">When it was complete, as it is recorded.</param>
public sealed record PastDeployment(Reference Run, Reference Release, string When)
{
    /// <summary>All of a package in an environment, the oldest first. What took it away does not count.</summary>
    /// <param name="state">Where to look.</param>
    /// <param name="place">The link to what is deployed: <c>PACKAGE/@/deploy/ENVIRONMENT</c>.</param>
    public static IReadOnlyList<PastDeployment> All(DocumentView state, Reference place)
    {
        var suffix = "/" + RunStatus.Of(RunStatus.Complete);
        var found = new List<PastDeployment>();
        foreach (var marker in state.Match($"{ReferencePattern.Escape(place.Package + "/@")}*/{DocumentTypes.Deploy}/{ReferencePattern.Escape(place.Subpath)}/*{suffix}", withLinks: false))
        {
            if (!Reference.Parse(marker[..^suffix.Length]).TryGet(out var run, out _) || run.Release is not { Length: > 0 } || RunDocument.Find(state, run) is not { IsDown: false } document) continue;
            found.Add(new PastDeployment(run, document.Release, state.Find(marker)?.Body["time"]?.AsText ?? ""));
        }

        return [.. found.OrderBy(d => Timestamp.Read(d.When) ?? DateTimeOffset.MinValue).ThenBy(d => ReleaseNumbers.NumberOf(d.Release))];
    }

    /// <summary>
    /// What was there before a release came for the first time, so that going back again and again leads further back, and never to what
    /// was left behind.
    /// </summary>
    /// <returns>Null: nothing was.</returns>
    public static Reference? Before(IReadOnlyList<PastDeployment> all, Reference current)
    {
        var first = all.TakeWhile(d => d.Release != current).Count();
        return first == 0 || first == all.Count ? null : all[first - 1].Release;
    }
}
