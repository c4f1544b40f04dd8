using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>Does a list of work: intents first, then ops, then runs (releases, section 1.6).</summary>
/// <param name="work">What it is done with.</param>
public sealed class WorkPass(Workspace work)
{
    /// <summary>Whether a run failed that this pass ran.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Finds the checkout for work of a commit; by default all is done in the one at hand.</summary>
    public Func<WorkItem, CancellationToken, Task<Result<Workspace>>>? Find { get; init; }

    /// <summary>Does it all.</summary>
    /// <returns>Null, or what ended it: an intent that cannot be applied, a file that cannot be read.</returns>
    public async Task<Diagnostic?> RunAsync(IReadOnlyList<WorkItem> items, CancellationToken cancellation)
    {
        var application = new IntentApplication(work);
        foreach (var item in items.Where(i => i.Kind is WorkKinds.Create or WorkKinds.Update or WorkKinds.Delete))
        {
            if (await application.ApplyAsync(item.Reference, cancellation) is { } failure) return failure;
        }

        foreach (var item in items.Where(i => i.Kind == WorkKinds.Op))
        {
            if (!(await FindAsync(item, cancellation)).TryGet(out var there, out var missing)) return missing;
            if (await new EnvironmentCheck(there).RunAsync(item.Reference, cancellation) is { } failure) return failure;
        }

        List<WorkItem> runs = [.. items.Where(i => i.Kind == WorkKinds.Run)];
        var releases = new Dictionary<Reference, Workspace>();
        foreach (var item in runs)
        {
            if (!(await FindAsync(item, cancellation)).TryGet(out var there, out var missing)) return missing;
            releases[item.Reference with { Type = null, Subpath = "" }] = there;
        }

        if (releases.Count == 0) return null;
        if (!(await new RunToPause(work) { Redone = [.. runs.Select(i => i.Reference).Where(IsDeployment)] }.RunAsync(releases, cancellation)).TryGet(out var hasSucceeded, out var stopped)) return stopped;
        HasFailed |= !hasSucceeded;
        return null;
    }

    private async Task<Result<Workspace>> FindAsync(WorkItem item, CancellationToken cancellation) => Find is null ? work : await Find(item, cancellation);

    // A run has its number below the name.
    private static bool IsDeployment(Reference reference) => reference.Type == DocumentTypes.Deploy && !reference.Subpath.Contains('/', StringComparison.Ordinal);
}
