using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Json;

namespace Operon.Releases.Planning;

/// <summary>Finds what would be done, and why. It only looks.</summary>
/// <param name="state">What is.</param>
/// <param name="intents">What should be.</param>
public sealed class PlanSearch(DocumentView state, DocumentView intents)
{
    /// <summary>What a new release of a package would do.</summary>
    /// <param name="release">Its name.</param>
    /// <param name="document">What it would be.</param>
    public Plan OfRelease(Reference release, ReleaseDocument document)
    {
        var steps = new List<PlanStep>();
        var order = 0;
        foreach (var phase in document.Phases.Where(p => !p.Tasks.IsEmpty))
        {
            order++;
            foreach (var task in phase.Tasks) steps.Add(OfTask(order, release, document, task));
        }

        steps.AddRange(Following(release.Package, [.. document.Tasks], order + 1));
        return new Plan(release, [.. steps]);
    }

    /// <summary>What environments would do that a file registers.</summary>
    public Plan OfEnvironments(IEnumerable<(Reference Place, JsonValue Body)> environments)
    {
        var steps = new List<PlanStep>();
        foreach (var (place, after) in environments)
        {
            var before = state.Find(place)?.Body;
            if (before is not null && EnvironmentDocument.AreSame(before, after)) continue;
            steps.Add(new PlanStep(1, PlanActions.Set, place, PlanReasons.EnvironmentChanged) { Inputs = [new InputChange("", before, after)] });
            steps.AddRange(Readers(place, after));
            steps.AddRange(Checks());
        }

        return new Plan(null, [.. steps.OrderBy(s => s.Order)]);
    }

    /// <summary>What is new of a package that is evaluated again.</summary>
    /// <param name="order">Of the first of its phases with something new.</param>
    /// <param name="release">The release that gets it.</param>
    /// <param name="document">What it would be.</param>
    /// <param name="environments">References of the environments that there will be by then.</param>
    public IEnumerable<PlanStep> OfAdditions(int order, Reference release, ReleaseDocument document, IReadOnlySet<string> environments)
    {
        foreach (var phase in document.Phases)
        {
            List<TaskDeclaration> added = [.. phase.Tasks.Where(t => Additions.IsNew(state, t.In(release)))];
            foreach (var task in added)
            {
                var step = OfTask(order, release, document, task);
                yield return step with { Why = PlanReasons.EnvironmentChanged, Obstacles = [.. step.Obstacles.Where(o => !environments.Contains(o.Reference))] };
            }

            if (added.Count > 0) order++;
        }
    }

    /// <summary>What is there to do without a new release.</summary>
    /// <param name="isMeant">Of which packages; what belongs to none counts always.</param>
    public Plan OfWork(Func<Reference, bool> isMeant)
    {
        var steps = new List<PlanStep>();
        foreach (var difference in IntentDifference.All(state, intents).Where(d => d.IsWork && (d.Reference.IsGlobal || isMeant(d.Reference.Package)))) steps.AddRange(OfIntent(difference));
        foreach (var op in new WorkSearch(state, intents).Ops().Where(o => isMeant(o.Reference.Package))) steps.Add(new PlanStep(1, PlanActions.Check, op.Reference with { Type = null, Subpath = "" }, PlanReasons.EnvironmentChanged) { Commit = op.Commit });
        foreach (var item in new WorkSearch(state, intents).Redeployments().Where(o => isMeant(o.Reference.Package))) steps.Add(OfRedeployment(item));
        foreach (var run in ReadyRun.Waiting(state).Where(r => isMeant(r.Reference.Package))) steps.Add(OfRun(run));
        return new Plan(null, [.. steps.OrderBy(s => s.Order)]);
    }

    private PlanStep OfTask(int order, Reference release, ReleaseDocument document, TaskDeclaration task)
    {
        var place = task.In(release);
        var inputs = ResolvedInputs.Of(state, task.Inputs);
        var missing = inputs.Missing.Where(m => MadeBy(release, document, m.Reference) is null);
        return new PlanStep(order, task.IsDeployment ? PlanActions.Deploy : PlanActions.Run, place, PlanReasons.NewRelease)
        {
            Commit = document.Commit,
            Current = task.IsDeployment ? new Deployment(state, place).Current?.Release : null,
            Inputs = Changes(place, inputs, m => IsThere(m) ? null : MadeBy(release, document, m)),
            Obstacles = [.. missing.Select(m => new Obstacle(Obstacle.Input, m.Reference ?? m.Name)), .. HoldAgainst(place, release)],
        };
    }

    private IEnumerable<PlanStep> OfIntent(IntentDifference difference)
    {
        var place = difference.Reference;
        if (place.Type != DocumentTypes.Deploy)
        {
            var after = intents.Find(place)?.Body;
            yield return new PlanStep(1, after is null ? PlanActions.Delete : PlanActions.Set, place, after is null ? PlanReasons.NoIntent : PlanReasons.Intent) { Inputs = [new InputChange("", state.Find(place)?.Body, after)] };
            if (after is not null)
            {
                foreach (var reader in Readers(place, after)) yield return reader;
            }

            if (place.Type != DocumentTypes.Environment) yield break;
            if (after is not null)
            {
                foreach (var check in Checks()) yield return check;
                yield break;
            }

            foreach (var deployment in Deployment.All(state).Where(d => d.Place.Subpath == place.Subpath && d.Current is not null)) yield return Removal(2, deployment, PlanReasons.EnvironmentRemoved);
            yield break;
        }

        var current = new Deployment(state, place);
        if (DeploymentIntent.Find(intents, place) is not { } intent)
        {
            yield return Removal(1, current, PlanReasons.NoIntent);
            yield break;
        }

        var release = IntentDifference.ReleaseOf(state, intent);
        yield return new PlanStep(1, PlanActions.Deploy, current.In(release), PlanReasons.Intent)
        {
            Commit = ReleaseDocument.Find(state, release)?.Commit,
            Current = current.Current?.Release,
            Inputs = Changes(current.In(release), ResolvedInputs.Of(state, intent.Input), _ => null),
        };
    }

    private IEnumerable<PlanStep> Checks() => ReleaseNumbers.Packages(state).Select(p => new PlanStep(2, PlanActions.Check, p, PlanReasons.EnvironmentChanged));

    private bool IsThere(string? reference) => reference is not null && Reference.Parse(reference).TryGet(out var read, out _) && read.Release is { Length: > 0 } && state.Get(read) is not null;

    // Who was deployed with another value of a document that is about to be written.
    private IEnumerable<PlanStep> Readers(Reference place, JsonValue after)
    {
        foreach (var deployment in Deployment.All(state))
        {
            if (deployment.Current is not { } current || HoldAgainst(deployment.Place, current.Release).Any()) continue;
            var changes = from input in current.Input.Properties
                          let text = input.Value["ref"]?.AsText
                          where text is not null
                          let read = Reference.Parse(text)
                          where read.IsOk && state.Resolve(read.Value.WithoutFragment.ToString()) == state.Resolve(place.ToString())
                          let value = read.Value.Fragment.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate((JsonValue?)after, (v, n) => v?[n])
                          where !Equals(value, input.Value["value"])
                          select new InputChange(input.Key, input.Value["value"], value);
            if (changes.ToImmutableArray() is { IsEmpty: false } changed) yield return new PlanStep(2, PlanActions.Deploy, deployment.In(current.Release), PlanReasons.ChangedInput) { Commit = ReleaseDocument.Find(state, current.Release)?.Commit, Current = current.Release, Inputs = changed };
        }
    }

    private PlanStep Removal(int order, Deployment deployment, string why) => new(order, PlanActions.Remove, deployment.In(deployment.Current!.Release), why)
    {
        Commit = ReleaseDocument.Find(state, deployment.Current.Release)?.Commit,
        Current = deployment.Current.Release,
    };

    private PlanStep OfRedeployment(WorkItem item) => new(1, PlanActions.Deploy, item.Reference, PlanReasons.ChangedInput)
    {
        Commit = item.Commit,
        Current = new Deployment(state, item.Reference).Current?.Release,
        Inputs = Changes(item.Reference, ResolvedInputs.Of(state, new Deployment(state, item.Reference).Current?.Input ?? JsonObject.Empty), _ => null),
    };

    private PlanStep OfRun(ReadyRun run)
    {
        var task = RunDocument.TaskOf(run.Reference);
        var hold = Hold.Against(state, intents, run.Reference, run.Document);
        var isAgain = RunDocument.NumbersOf(state, task).Select(n => RunDocument.Of(task, n)).Any(r => r != run.Reference && RunStatus.Read(state, r) == RunStatus.FailedRetried);
        return new PlanStep(run.WaitsFor.Count == 0 ? 1 : 2, run.Document.IsDown ? PlanActions.Remove : task.Type == DocumentTypes.Deploy ? PlanActions.Deploy : PlanActions.Run, task, run.Document.IsIntended ? PlanReasons.Intent : isAgain ? PlanReasons.Retry : PlanReasons.Continues)
        {
            Commit = ReleaseDocument.Find(state, run.Document.Release)?.Commit,
            Current = task.Type == DocumentTypes.Deploy ? new Deployment(state, task).Current?.Release : null,
            Inputs = run.Document.IsDown ? [] : Changes(task, run.Inputs, _ => null),
            Obstacles = [.. Obstacle.Of(run, hold)],
        };
    }

    // Who reads what the release makes anew.
    private IEnumerable<PlanStep> Following(Reference package, IReadOnlyList<TaskDeclaration> tasks, int order)
    {
        var made = tasks.Select(t => t.In(package with { Release = "" }).ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var deployment in Deployment.All(state).Where(d => d.Place.Package != package))
        {
            if (deployment.Current is not { } current) continue;
            var read = current.Input.Properties.Select(i => i.Value["ref"]?.AsText).OfType<string>().Where(r => Reference.Parse(r).TryGet(out var from, out _) && made.Contains(from.WithoutFragment.ToString())).ToList();
            if (read.Count == 0) continue;
            yield return new PlanStep(order, PlanActions.Deploy, deployment.In(current.Release), PlanReasons.MayFollow)
            {
                Commit = ReleaseDocument.Find(state, current.Release)?.Commit,
                Current = current.Release,
                Inputs = [.. current.Input.Properties.Where(i => i.Value["ref"]?.AsText is { } text && read.Contains(text)).Select(i => new InputChange(i.Key, i.Value["value"], null, Reference.Parse(i.Value["ref"]!.AsText!).Value.WithoutFragment.ToString()))],
            };
        }
    }

    // The task of the release whose result it is.
    private static string? MadeBy(Reference release, ReleaseDocument document, string? reference)
    {
        if (reference is null || !Reference.Parse(reference).TryGet(out var read, out _) || read.Package != release.Package || !(read.Release is "" || read.Release == release.Release)) return null;
        return document.Tasks.FirstOrDefault(t => t.Type == read.Type && t.Name == read.Subpath)?.In(release).ToString();
    }

    private IEnumerable<Obstacle> HoldAgainst(Reference place, Reference release) =>
        place.Type == DocumentTypes.Deploy && Hold.Find(state, intents, place) is { } hold && hold.Release != release ? [new Obstacle(Obstacle.Hold, hold.Place.ToString())] : [];

    // Compared with what is current, whatever release that is of.
    private ImmutableArray<InputChange> Changes(Reference place, ResolvedInputs now, Func<string?, string?> madeBy)
    {
        var before = TaskDocument.Find(state, TaskDocument.CurrentOf(place)) is { } current ? ResolvedInputs.Recorded(state, current.Input) : JsonObject.Empty;
        var changes = ImmutableArray.CreateBuilder<InputChange>();
        foreach (var name in before.Properties.Keys.Union(now.Descriptors.Properties.Keys).Order(StringComparer.Ordinal))
        {
            var knownAfter = madeBy(now.Descriptors[name]?["ref"]?.AsText);
            var (old, value) = (before[name], knownAfter is null ? now.Values[name] : null);
            if (knownAfter is not null || !Equals(old, value)) changes.Add(new InputChange(name, old, value, knownAfter));
        }

        return changes.ToImmutable();
    }
}
