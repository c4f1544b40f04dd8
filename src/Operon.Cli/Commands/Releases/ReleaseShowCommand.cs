using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal.Releases;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;
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
            if (result.GetValue(follow) && (result.GetValue(format.Json) || result.GetValue(format.Output) == "json")) result.AddError("--follow prints lines: leave out --output json");
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
            return DocumentView.NotFound(reference) with { Message = $"{reference.Package} has no release", Fix = "list those there are: operon release ls" };
        }

        if (!Reference.Parse(state.Resolve(reference.WithoutFragment.ToString())).TryGet(out var place, out failure)) return failure;
        var release = place with { Type = null, Subpath = "" };
        if (place.Type is not (null or DocumentTypes.Task or DocumentTypes.Deploy) || ReleaseDocument.Find(state, release) is null || (place.Type is not null && !state.Exists(place.ToString()) && RunDocument.NumbersOf(state, place).Count == 0))
        {
            return DocumentView.NotFound(reference) with { Expected = "a release, a task, a deployment or a run", Fix = $"list releases: operon release ls {reference.Path}; other documents: operon state get {reference}" };
        }

        return (release, place.Type is null ? null : place);
    }

    private static Result<int> Show(ReleaseSession session, (Reference Release, Reference? Part) asked, bool hasLogs, bool isJson, Surroundings surroundings)
    {
        var state = session.Work.State.View;
        if (ReleaseOverview.Find(state, session.Work.Intents.View, asked.Release) is not { } release) return DocumentView.NotFound(asked.Release);
        var isMeant = Meaning(asked.Part);
        if (isJson)
        {
            ReleaseContext.Write(surroundings, ReleaseJson.Of(release, isMeant, hasLogs ? r => new JsonArray([.. Lines(session, state, r.Reference).Select(l => (JsonValue)l)]) : null).ToUtf8(isIndented: true));
            return 0;
        }

        using var output = RunsCommand.Writer(surroundings);
        new ReleaseText(output, session.Work.Repository).Write(release, isMeant, r => hasLogs ? Lines(session, state, r.Reference) : []);
        return 0;
    }

    // Each line once, as it comes.
    private static async Task<Result<int>> FollowAsync(ReleaseSession session, (Reference Release, Reference? Part) asked, Surroundings surroundings, CancellationToken stop)
    {
        var isMeant = Meaning(asked.Part);
        var told = new Dictionary<Reference, (string Status, int Lines)>();
        while (true)
        {
            var state = session.Work.State.View;
            if (ReleaseOverview.Find(state, session.Work.Intents.View, asked.Release) is not { } release) return DocumentView.NotFound(asked.Release);
            var runs = release.Tasks.SelectMany(t => t.Runs).Where(isMeant).ToList();
            foreach (var run in runs)
            {
                var name = $"{ReleaseNames.Task(run.Reference.ToString())}";
                var before = told.GetValueOrDefault(run.Reference, ("", 0));
                List<string> lines = [.. Lines(session, state, run.Reference)];
                foreach (var line in lines.Skip(before.Item2)) ReleaseContext.Write(surroundings, $"[{name}] {VisibleText.Of(line, int.MaxValue)}");
                if (before.Item1 != run.Status) ReleaseContext.Write(surroundings, $"[{name}] {run.Status}{string.Concat(run.Obstacles.Select(o => $"; waits for {ReleaseNames.Describe(o, session.Work.Repository)}"))}");
                told[run.Reference] = (run.Status, lines.Count);
            }

            await surroundings.Output.FlushAsync(stop);
            if (runs.All(r => r.Status != RunStatus.Running)) return runs.Any(r => r.Status == RunStatus.Failed) ? 1 : 0;
            await Task.Delay(Poll, surroundings.Clock, stop);
            await session.Work.State.RefreshAsync(stop);
        }
    }

    private static Func<RunOverview, bool> Meaning(Reference? part) =>
        part is null ? _ => true : run => run.Reference == part || RunDocument.TaskOf(run.Reference) == part;

    private static IEnumerable<string> Lines(ReleaseSession session, DocumentView state, Reference run) =>
        state.Find(run.Below("logs"))?.Body is JsonArray lines ? lines.Items.Select(l => l["message"]?.AsText).OfType<string>().Select(session.Surroundings.Secrets.Mask) : [];
}
