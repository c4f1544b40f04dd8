using System.Collections.Immutable;
using System.Globalization;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Cli.Terminal.Releases;

/// <summary>A plan of releases, as people and as programs read it.</summary>
internal static class ReleasePlanView
{
    private const int Format = 1;
    private const int Longest = 1_000;

    /// <summary>As people read it.</summary>
    public static void Write(Plan plan, IReadOnlyList<PushedFile> pushed, Standpoint at, TextWriter output)
    {
        WriteSteps(plan, at, output);
        if (pushed.Count > 0) output.WriteLine("operon push would release:");
        foreach (var file in pushed)
        {
            if (file.Plan.New is null) output.WriteLine($"{VisibleText.Of(at.File(file.File), Longest)}: environments");
            WriteSteps(file.Plan, at, output);
        }

        var steps = plan.Steps.AddRange(pushed.SelectMany(p => p.Plan.Steps));
        output.WriteLine(steps.IsEmpty ? "nothing to do" : Summary(steps));
    }

    /// <summary>As programs read it.</summary>
    public static JsonObject ToJson(Plan plan, string? released, IReadOnlyList<PushedFile> pushed)
    {
        var json = Head(plan).With("format", Format);
        if (pushed.Count > 0) json = json.With("push", new JsonArray([.. pushed.Select(p => (JsonValue)Head(p.Plan).With("file", p.File))]));
        return released is null ? json : json.With("released", released);
    }

    private static JsonObject Head(Plan plan)
    {
        var json = new JsonObject(("steps", new JsonArray([.. plan.Steps.Select(s => (JsonValue)ToJson(s))])));
        return plan.New is { } made ? json.With("release", made.ToString()) : json;
    }

    private static void WriteSteps(Plan plan, Standpoint at, TextWriter output)
    {
        if (plan.New is { } made)
        {
            var commit = plan.Steps.FirstOrDefault(s => s.Why == PlanReasons.NewRelease)?.Commit;
            output.WriteLine($"{at.Name(made.Package)}: release {made.Release}{(commit is null ? "" : $" of commit {ReleaseTable.Commit(commit)}")}");
        }

        foreach (var step in plan.Steps)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {step.Order}. {Describe(step, plan, at)}"));
            foreach (var input in step.Inputs.SelectMany(Lines)) output.WriteLine($"       {input}");
            foreach (var obstacle in step.Obstacles) output.WriteLine($"       waits for {ReleaseNames.Describe(obstacle, at)}");
        }

        IEnumerable<string> Lines(InputChange change) => change.KnownAfter is { } task
            ? [$"~ {VisibleText.Of(change.Name, Longest)}: {MaskedValue.Line(change.Before)} -> (known after {ReleaseNames.Task(task)})"]
            : ValueDifference.Lines(change.Before, change.After, change.Name);
    }

    private static string Describe(PlanStep step, Plan plan, Standpoint at)
    {
        var name = step.Reference.Package == plan.New?.Package ? "" : at.Name(step.Reference.Package) + " ";
        var subject = VisibleText.Of(step.Reference.Subpath, Longest);
        var release = step.Reference.Release;
        return step.Action switch
        {
            PlanActions.Run => $"{name}task {subject}: {step.Why}",
            PlanActions.Deploy when step.Current is { } current && current.Release != release => $"{name}deploy to {subject}: {step.Why}, {current.Release} -> {release}",
            PlanActions.Deploy => $"{name}deploy to {subject}: {step.Why}, {release}{(step.Current is null ? " (nothing is there)" : "")}",
            PlanActions.Remove => $"{name}remove {release} from {subject}: {step.Why}",
            PlanActions.Check => $"{at.Name(step.Reference)}: look for deployments to new environments: {step.Why}",
            _ => $"{step.Action} {at.Name(step.Reference)}: {step.Why}",
        };
    }

    private static string Summary(ImmutableArray<PlanStep> all)
    {
        var waiting = all.Count(s => s.Obstacles.Any(o => o.Kind != Obstacle.Task));
        var steps = all.Count(s => s.Why != PlanReasons.MayFollow);
        var may = all.Length - steps;
        return string.Create(CultureInfo.InvariantCulture, $"{steps} {(steps == 1 ? "step" : "steps")}, {waiting} of them would wait{(may == 0 ? "" : $"; {may} more may follow")}. Nothing was changed.");
    }

    private static JsonObject ToJson(PlanStep step)
    {
        var json = new JsonObject(
            ("order", step.Order),
            ("action", step.Action),
            ("ref", step.Reference.ToString()),
            ("why", step.Why),
            ("inputs", new JsonArray([.. step.Inputs.Select(i => (JsonValue)ToJson(i))])),
            ("waitsFor", new JsonArray([.. step.Obstacles.Select(o => (JsonValue)o.ToJson())])));
        if (step.Commit is not null) json = json.With("commit", step.Commit);
        return step.Current is null ? json : json.With("current", step.Current.ToString());
    }

    private static JsonObject ToJson(InputChange change)
    {
        var json = new JsonObject(("name", change.Name));
        if (change.Before is not null) json = json.With("before", MaskedValue.Of(change.Before));
        if (change.After is not null) json = json.With("after", MaskedValue.Of(change.After));
        return change.KnownAfter is null ? json : json.With("knownAfter", change.KnownAfter);
    }
}
