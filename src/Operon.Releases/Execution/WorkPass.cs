using Operon.Git;
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
    private readonly List<WorkItem> refused = [];

    /// <summary>Whether a run failed that this pass ran, or something of it could not be done.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>What could not be done, and was told; to be tried again only by somebody else.</summary>
    public IReadOnlyList<WorkItem> Refused => refused;

    /// <summary>Finds the checkout for work of a commit; by default all is done in the one at hand.</summary>
    public Func<WorkItem, CancellationToken, Task<Result<Workspace>>>? Find { get; init; }

    /// <summary>Tells how runs ended that may not be written yet when this ends; null: all are.</summary>
    internal Outcomes? Outcomes { get; init; }

    /// <summary>Does it all. What cannot be done is told, and the rest is done all the same; the original ends there.</summary>
    /// <returns>Null, or what ended it.</returns>
    public async Task<Diagnostic?> RunAsync(IReadOnlyList<WorkItem> items, CancellationToken cancellation)
    {
        var application = new IntentApplication(work);
        foreach (var item in items.Where(i => i.Kind is WorkKinds.Create or WorkKinds.Update or WorkKinds.Delete))
        {
            if (await application.ApplyAsync(item.Reference, cancellation) is { } failure && (IsOfStore(failure) || IsEnd(item, failure))) return failure;
        }

        foreach (var item in items.Where(i => i.Kind == WorkKinds.Op))
        {
            if (!(await FindAsync(item, cancellation)).TryGet(out var there, out var failure))
            {
                if (IsEnd(item, failure)) return failure;
            }
            else if (await new EnvironmentCheck(there).RunAsync(item.Reference, cancellation) is { } unread && (IsOfStore(unread) || IsEnd(item, unread)))
            {
                return unread;
            }
        }

        var releases = new Dictionary<Reference, Workspace>();
        var redone = new List<Reference>();
        foreach (var item in items.Where(i => i.Kind == WorkKinds.Run))
        {
            if (!(await FindAsync(item, cancellation)).TryGet(out var there, out var failure))
            {
                if (IsEnd(item, failure)) return failure;
                continue;
            }

            releases[item.Reference with { Type = null, Subpath = "" }] = there;
            if (IsDeployment(item.Reference)) redone.Add(item.Reference);
        }

        if (releases.Count == 0) return null;
        var running = new RunToPause(work) { Redone = redone, Outcomes = Outcomes };
        if (!(await running.RunAsync(releases, cancellation)).TryGet(out _, out var stopped)) return stopped;
        HasFailed |= running.HasFailedHere;
        return null;
    }

    // What cannot be written now cannot be written for the next one either.
    private static bool IsOfStore(Diagnostic failure) => GitRules.All.Contains(failure.Rule);

    private bool IsEnd(WorkItem item, Diagnostic failure)
    {
        if (work.IsOriginal) return true;
        refused.Add(item);
        HasFailed = true;
        work.Observer.Warned(failure);
        return false;
    }

    private async Task<Result<Workspace>> FindAsync(WorkItem item, CancellationToken cancellation) => Find is null ? work : await Find(item, cancellation);

    // A run has its number below the name.
    private static bool IsDeployment(Reference reference) => reference.Type == DocumentTypes.Deploy && !reference.Subpath.Contains('/', StringComparison.Ordinal);
}
