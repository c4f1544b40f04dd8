using System.Collections.Immutable;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text.Diagnostics;

namespace Operon.Releases.Execution;

/// <summary>
/// Gives up deployments that wait and should not happen any more: those of older releases where a newer one goes, and those to an environment
/// that is removed. What an intent asks for, and what takes a deployment away, is never given up.
/// </summary>
/// <param name="work">What it is done with.</param>
/// <param name="state">The change that it is part of.</param>
internal sealed class Overtaking(Workspace work, StoreTransaction state)
{
    private readonly Dictionary<Reference, IReadOnlyList<Reference>> waiting = [];

    /// <summary>Tells what was given up.</summary>
    public static void Tell(Workspace work, IEnumerable<GivenUp> all)
    {
        foreach (var run in all)
        {
            work.Observer.StatusChanged(run.Run, run.Before, RunStatus.Cancelled);
            if (!run.Follows) Tell(work, run.Run, run.Why);
        }
    }

    /// <summary>Tells that a run was given up, and why.</summary>
    public static void Tell(Workspace work, Reference run, Cancellation? why)
    {
        if (why?.Newer is null) return;
        work.Observer.Warned(new Diagnostic(RolloutRules.Overtaken, $"{run} is cancelled: {why.Newer.Release} is newer, and goes to {why.Environment.Subpath} in its place")
        {
            Fix = $"to deploy the older one all the same: operon release retry {run.Path}/@{run.Release}",
        });
    }

    /// <summary>The newer release that is where a run would go, or is about to be; null: there is none, or the run does not ask.</summary>
    public static Cancellation? Against(DocumentView state, Reference run, RunDocument document)
    {
        if (run.Type != DocumentTypes.Deploy || document.IsDown || document.IsIntended) return null;
        var place = RunDocument.TaskOf(run);
        var running = RunStatus.RunsOfPlace(state, RunStatus.Running, place).Select(r => RunDocument.Find(state, r)).Where(r => r is { IsDown: false }).Select(r => r!.Release);
        var newest = running.Append(new Deployment(state, place).Current?.Release).OfType<Reference>().MaxBy(ReleaseNumbers.NumberOf);
        return newest is not null && IsOlder(document.Release, newest) ? new Cancellation(EnvironmentDocument.Of(place.Subpath), newest) : null;
    }

    /// <summary>Gives a run up, and what was to follow it.</summary>
    public static IReadOnlyList<GivenUp> GiveUp(StoreTransaction state, Reference run, Cancellation why, DateTimeOffset now)
    {
        var marker = why.ToJson(Timestamp.Marker(now));
        var given = new List<GivenUp> { new(run, RunStatus.Read(state, run), why, Follows: false) };
        var task = RunDocument.TaskOf(run);

        // What was complete once keeps nothing waiting; nor does what is gone with its environment.
        if (why.Newer is not null && state.Match($"{ReferencePattern.Escape(task.ToString())}/*/{RunStatus.Of(RunStatus.Complete)}").Count == 0)
        {
            given.AddRange(Following(state, task).Select(r => new GivenUp(r, RunStatus.Read(state, r), why, Follows: true)));
        }

        foreach (var one in given) RunStatus.Write(state, one.Run, RunStatus.Cancelled, marker);
        return given;
    }

    /// <summary>Gives up what waits for its turn in an environment that is removed.</summary>
    public static IReadOnlyList<GivenUp> GiveUpAll(StoreTransaction state, Reference environment, DateTimeOffset now) =>
        [.. Waiting(state, $"**/@*/{DocumentTypes.Deploy}/{ReferencePattern.Escape(environment.Subpath)}/*").ToList().SelectMany(r => GiveUp(state, r, new Cancellation(environment, null), now))];

    /// <summary>Gives up what older releases would do where a run goes that was just taken.</summary>
    public ImmutableArray<GivenUp> Before(Reference run, RunDocument document)
    {
        if (work.IsOriginal || run.Type != DocumentTypes.Deploy || document.IsDown) return [];
        var why = new Cancellation(EnvironmentDocument.Of(RunDocument.TaskOf(run).Subpath), document.Release);
        return [.. WaitingOf(run.Package).Where(r => RunDocument.TaskOf(r).Subpath == why.Environment.Subpath && IsOlder(r, document.Release) && IsWaiting(r)).SelectMany(r => GiveUp(state, r, why, work.Now))];
    }

    private static IEnumerable<Reference> Following(DocumentView state, Reference task)
    {
        var release = task with { Type = null, Subpath = "" };
        if (ReleaseDocument.Find(state, release) is not { } document) return [];
        return from phase in document.Phases.SkipWhile(p => p.Tasks.All(t => t.In(release) != task)).Skip(1)
               from later in phase.Tasks
               from number in RunDocument.NumbersOf(state, later.In(release))
               let run = RunDocument.Of(later.In(release), number)
               where RunStatus.Read(state, run) == RunStatus.Pending && ReadyRun.Find(state, run) is { WaitsFor.Count: > 0 }
               select run;
    }

    private static bool IsOlder(Reference one, Reference other) => ReleaseNumbers.NumberOf(one) < ReleaseNumbers.NumberOf(other);

    private static IEnumerable<Reference> Waiting(DocumentView state, string runs) =>
        RunStatus.RunsAt(state, runs, RunStatus.Pending).Concat(RunStatus.RunsAt(state, runs, RunStatus.Paused)).Where(r => RunDocument.Find(state, r) is { IsDown: false, IsIntended: false });

    // Looked for once in a change: releases may be many.
    private IReadOnlyList<Reference> WaitingOf(Reference package)
    {
        if (!waiting.TryGetValue(package, out var known)) waiting[package] = known = [.. Waiting(state, $"{ReferencePattern.Escape(package + "/@r")}*/{DocumentTypes.Deploy}/*/*")];
        return known;
    }

    private bool IsWaiting(Reference run) => RunStatus.Read(state, run) is RunStatus.Pending or RunStatus.Paused;
}
