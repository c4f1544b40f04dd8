using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>Does a list of work: intents first, then ops, then runs (releases, section 1.6).</summary>
/// <param name="work">What it is done with.</param>
public sealed class WorkPass(Workspace work)
{
    /// <summary>Whether a run failed that this pass ran.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Does it all.</summary>
    /// <returns>Null, or what ended it: an intent that cannot be applied, a file that cannot be read.</returns>
    public async Task<Diagnostic?> RunAsync(IReadOnlyList<WorkItem> items, CancellationToken cancellation)
    {
        var application = new IntentApplication(work);
        foreach (var item in items.Where(i => i.Kind is WorkKinds.Create or WorkKinds.Update or WorkKinds.Delete))
        {
            if (await application.ApplyAsync(item.Reference, cancellation) is { } failure) return failure;
        }

        var check = new EnvironmentCheck(work);
        foreach (var item in items.Where(i => i.Kind == WorkKinds.Op))
        {
            if (await check.RunAsync(item.Reference, cancellation) is { } failure) return failure;
        }

        List<Reference> runs = [.. items.Where(i => i.Kind == WorkKinds.Run).Select(i => i.Reference)];
        foreach (var deployment in runs.Where(IsDeployment)) await new Redeployment(work).AddAsync(deployment, cancellation);
        var toPause = new RunToPause(work);
        foreach (var release in runs.Select(r => r with { Type = null, Subpath = "" }).Distinct())
        {
            if (!(await toPause.RunAsync(release, cancellation)).TryGet(out var hasSucceeded, out var failure)) return failure;
            HasFailed |= !hasSucceeded;
        }

        return null;
    }

    // A run has its number below the name.
    private static bool IsDeployment(Reference reference) => reference.Type == DocumentTypes.Deploy && !reference.Subpath.Contains('/', StringComparison.Ordinal);
}
