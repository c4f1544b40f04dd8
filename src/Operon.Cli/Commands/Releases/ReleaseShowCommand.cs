using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Cli.Terminal.Releases;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Json;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>release show</c>: the phases, tasks and runs of a release, with what they got and gave.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ReleaseShowCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    public static Command Build(Surroundings surroundings)
    {
        var reference = new Argument<string>("REF") { Description = "A release, a package for its newest one, or a task or run of it: web/release.ocu.star/@r2/task/NAME" };
        var logs = new Option<bool>("--logs") { Description = "Also what the runs printed" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Print what is running as it prints, until nothing runs" };
        var format = RunsCommand.FormatOptions();
        var command = new Command("show", "Show a release: phases, tasks, runs, inputs, outputs, and what it waits for") { reference, logs, follow, format.Json, format.Output };
        command.Validators.Add(result =>
        {
            if (result.GetValue(follow) && (result.GetValue(format.Json) || result.TextOf(format.Output) == "json")) result.AddError("--follow prints lines: leave out --output json");
        });
        command.SetAction((parsed, _) =>
        {
            var text = PackageOptions.Spell(parsed.GetRequiredValue(reference));
            return ReleaseContext.LookAsync(surroundings, parsed.DataDir(), async (session, stop) =>
            {
                if (!Find(session, text).TryGet(out var asked, out var failure)) return failure;
                if (parsed.GetValue(follow)) return await FollowAsync(session, asked, surroundings, stop);
                return Show(session, asked, parsed.GetValue(logs), parsed.WantsJson(format), surroundings);
            }, text);
        });
        return command;
    }

    // Which release, and which of its tasks or runs: null for all.
    private static Result<(Reference Release, Reference? Part)> Find(ReleaseSession session, string text)
    {
        if (!session.Parse(text).TryGet(out var reference, out var failure)) return failure;
        var state = session.Work.State.View;
        if (reference.Release is not { Length: > 0 } && reference.Type is null)
        {
            if (ReleaseNumbers.Of(state, reference.Package) is [.., var newest]) return (newest, null);
            return state.Missing(reference) with { Message = $"{reference.Package} has no release", Fix = "list those there are: operon release ls" };
        }

        if (!Reference.Parse(state.Resolve(reference.WithoutFragment.ToString())).TryGet(out var place, out failure)) return failure;
        var release = place with { Type = null, Subpath = "" };
        if (place.Type is not (null or DocumentTypes.Task or DocumentTypes.Deploy) || ReleaseDocument.Find(state, release) is null || (place.Type is not null && !state.Exists(place.ToString()) && RunDocument.NumbersOf(state, place).Count == 0))
        {
            var missing = state.Missing(reference);
            return missing with { Expected = missing.Expected ?? "a release, a task, a deployment or a run", Fix = $"list releases: operon release ls {reference.Path}{(state.Exists(place.ToString()) ? $"; other documents: operon state get {reference}" : "")}" };
        }

        return (release, place.Type is null ? null : place);
    }

    private static Result<int> Show(ReleaseSession session, (Reference Release, Reference? Part) asked, bool hasLogs, bool isJson, Surroundings surroundings)
    {
        var state = session.Work.State.View;
        if (ReleaseOverview.Find(state, session.Work.Intents.View, asked.Release) is not { } release) return DocumentView.NotFound(asked.Release);
        var isMeant = Meaning(asked.Part);
        IReadOnlyList<string> Lines(RunOverview run) => run.Status == RunStatus.Running ? ReleaseLog.SoFar(session, run.Reference) : ReleaseLog.Of(session, run.Reference);

        if (isJson)
        {
            ReleaseContext.Write(surroundings, ReleaseJson.Of(release, isMeant, hasLogs ? r => new JsonArray([.. Lines(r).Select(l => (JsonValue)l)]) : null).ToUtf8(isIndented: true));
            return 0;
        }

        using var output = RunsCommand.Writer(surroundings);
        new ReleaseText(output, Standpoint.Of(session)).Write(release, isMeant, r => hasLogs ? Lines(r) : []);
        return 0;
    }

    private static async Task<Result<int>> FollowAsync(ReleaseSession session, (Reference Release, Reference? Part) asked, Surroundings surroundings, CancellationToken stop)
    {
        // Who reads no more needs no more.
        using var unread = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var listener = OutputReaderWatch.Begin(surroundings.Output, unread.Cancel);
        var isMeant = Meaning(asked.Part);
        await using var follower = new ReleaseFollower(session, surroundings);
        try
        {
            while (true)
            {
                if (ReleaseOverview.Find(session.Work.State.View, session.Work.Intents.View, asked.Release) is not { } release) return DocumentView.NotFound(asked.Release);
                var runs = release.Tasks.SelectMany(t => t.Runs).Where(isMeant).ToList();
                if (!await follower.LookAsync(runs, unread.Token)) return runs.Any(r => r.Status == RunStatus.Failed) ? 1 : 0;
                await Task.Delay(Poll, surroundings.Clock, unread.Token);
                await session.Work.State.RefreshAsync(unread.Token);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static Func<RunOverview, bool> Meaning(Reference? part) =>
        part is null ? _ => true : run => run.Reference == part || RunDocument.TaskOf(run.Reference) == part;
}
