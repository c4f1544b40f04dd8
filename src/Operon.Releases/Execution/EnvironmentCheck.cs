using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>Evaluates a package again after environments have changed, and adds what is new of it to a release (releases, section 1.7).</summary>
/// <param name="work">What it is done with.</param>
public sealed class EnvironmentCheck(Workspace work)
{
    /// <summary>Checks a release.</summary>
    /// <param name="op">What asks for it, which is removed.</param>
    /// <param name="cancellation">Ends it before anything is written.</param>
    /// <returns>Null, or why it cannot be done.</returns>
    public async Task<Diagnostic?> RunAsync(Reference op, CancellationToken cancellation)
    {
        var release = op with { Type = null, Subpath = "" };
        if (!(await work.Packages.LoadAsync(release, cancellation)).TryGet(out var package, out var failure)) return failure;
        var added = new List<Reference>();
        var given = new List<GivenUp>();
        var checkedNow = await work.State.UpdateAsync<bool>($"check {release}", state =>
        {
            added.Clear();
            given.Clear();
            if (!state.Exists(op.ToString()) || ReleaseDocument.Find(state, release) is not { } before) return false;
            var document = new ReleaseDocument(before.Commit, package.ToJson());
            var marker = Timestamp.Marker(work.Now);
            foreach (var task in document.Tasks.Where(t => Additions.IsNew(state, t.In(release))))
            {
                var run = ReleaseCreation.AddFirstRun(state, release, document, task, marker);
                added.Add(run);

                // A newer release may have been faster, which had it from the beginning.
                if (!work.IsOriginal && Overtaking.Against(state, run, RunDocument.Find(state, run)!) is { } why) given.AddRange(Overtaking.GiveUp(state, run, why, work.Now));
            }

            state.Set(release, document.ToJson());
            return state.Delete(op);
        }, cancellation);
        foreach (var run in added) work.Observer.StatusChanged(run, "", RunStatus.Pending);
        Overtaking.Tell(work, given);
        return checkedNow.Error;
    }
}
