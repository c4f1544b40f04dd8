using System.Collections.Immutable;
using System.Runtime.Versioning;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Text.Json;

namespace Operon.Releases.Execution;

/// <summary>Finds which deployments a plan would add because environments are added, as <see cref="EnvironmentCheck"/> would (releases, section 1.7).</summary>
/// <param name="work">The checkout at hand.</param>
/// <param name="checkouts">Makes those of other commits of the same repository.</param>
[UnsupportedOSPlatform("windows")]
public sealed class EnvironmentForecast(Workspace work, ICheckouts checkouts)
{
    /// <summary>Puts deployments in place of the steps that look for some. Where that takes another repository, the step stays.</summary>
    public async Task<Plan> CompleteAsync(Plan plan, CancellationToken cancellation)
    {
        if (plan.Steps.All(s => s.Action != PlanActions.Check)) return plan;
        var environments = After(plan);
        await using var pool = new CheckoutPool(work, checkouts);
        var seen = new HashSet<Reference>();
        var steps = new List<PlanStep>();
        foreach (var step in plan.Steps)
        {
            if (step.Action != PlanActions.Check)
            {
                steps.Add(step);
                continue;
            }

            var release = step.Reference.Release is { Length: > 0 } ? step.Reference : Deployment.ReleaseToCheck(work.State.View, step.Reference);
            if (seen.Add(release)) steps.AddRange(await FindAsync(pool, release, step.Order, environments, cancellation) ?? [step]);
        }

        return plan with { Steps = [.. steps.OrderBy(s => s.Order)] };
    }

    private async Task<IEnumerable<PlanStep>?> FindAsync(CheckoutPool pool, Reference release, int order, ImmutableSortedDictionary<string, ReleaseEnvironment> environments, CancellationToken cancellation)
    {
        var state = work.State.View;
        if (release.Repository != work.Repository || ReleaseDocument.Find(state, release) is not { } before) return null;
        if (!(await pool.FindAsync(new WorkItem(release, WorkKinds.Op, before.Commit), cancellation)).TryGet(out var there, out _)) return null;
        if (!(await there.Packages.LoadAsync(release, () => environments.Values, cancellation)).TryGet(out var package, out _)) return null;
        return new PlanSearch(state, work.Intents.View).OfAdditions(order, release, new ReleaseDocument(before.Commit, package.ToJson()), environments.Keys.Select(n => EnvironmentDocument.Of(n).ToString()).ToHashSet(StringComparer.Ordinal));
    }

    // What there would be after the plan.
    private ImmutableSortedDictionary<string, ReleaseEnvironment> After(Plan plan)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, ReleaseEnvironment>(StringComparer.Ordinal);
        var folder = $"@/{DocumentTypes.Environment}/";
        foreach (var environment in work.State.View.Match(folder + "*", withLinks: false).Select(r => Read(r[folder.Length..], work.State.View.Find(r)?.Body)).OfType<ReleaseEnvironment>()) all[environment.Name] = environment;
        foreach (var step in plan.Steps.Where(s => s.Reference.Type == DocumentTypes.Environment))
        {
            if (step.Action == PlanActions.Delete) all.Remove(step.Reference.Subpath);
            else if (step.Inputs is [{ After: { } after }] && Read(step.Reference.Subpath, after) is { } environment) all[environment.Name] = environment;
        }

        return all.ToImmutable();
    }

    // What is no environment is none of a forecast; the files that ask for it are told.
    private static ReleaseEnvironment? Read(string name, JsonValue? body) =>
        body is not null && EnvironmentDocument.Read(EnvironmentDocument.Of(name), body, allowsDash: true).TryGet(out var environment, out _) ? new ReleaseEnvironment(environment.Name, environment.Attributes) : null;
}
