using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Releases.Checkouts;
using Operon.Releases.Execution;
using Operon.Releases.Planning;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>work</c>: finds what there is to do, and does it.</summary>
[UnsupportedOSPlatform("windows")]
internal static class WorkCommand
{
    public static Command Build(Surroundings surroundings) => new("work", "Find what there is to do, and do it")
    {
        One("continue", "Do what is ready at the commit that is checked out", surroundings, ContinueAsync),
        Any(surroundings),
        One("ops", "Do what is asked for of releases of the commit that is checked out", surroundings, OpsAsync),
        Trigger(surroundings),
        One("cascade", "Do everything, at all commits and in all repositories, until nothing is left", surroundings, CascadeAsync, worksInStores: true),
    };

    private static Command One(string name, string description, Surroundings surroundings, Func<ReleaseSession, bool, Surroundings, CancellationToken, Task<Result<int>>> run, bool worksInStores = false)
    {
        var dryRun = DryRun();
        var command = new Command(name, description) { dryRun };
        if (surroundings.IsOcuroot) command.Add(Surplus());
        command.SetAction((parsed, _) => StartAsync(surroundings, parsed, dryRun, worksInStores, run));
        return command;
    }

    private static Command Any(Surroundings surroundings)
    {
        var dryRun = DryRun();
        var comprehensive = new Option<bool>("--comprehensive") { Description = "Again and again, until nothing is left; triggers nothing" };
        var command = new Command("any", "Do everything at the commit that is checked out, and trigger what is left elsewhere") { dryRun, comprehensive };
        command.Validators.Add(result =>
        {
            if (result.GetValue(dryRun) && result.GetValue(comprehensive)) result.AddError("of --dryrun and --comprehensive only one can be given");
        });
        command.SetAction((parsed, _) => StartAsync(surroundings, parsed, dryRun, worksInStores: false, (session, isDry, _, stop) => AnyAsync(session, isDry, parsed.GetValue(comprehensive), surroundings, stop)));
        return command;
    }

    private static Command Trigger(Surroundings surroundings)
    {
        var dryRun = DryRun();
        var intent = new Option<bool>("--intent", "-i") { Description = "Once for each repository, at its latest commit, whatever there is to do" };
        var command = new Command("trigger", "Call the triggers of repositories that have something to do") { dryRun, intent };
        command.SetAction((parsed, _) => StartAsync(surroundings, parsed, dryRun, worksInStores: true, (session, isDry, _, stop) => TriggerAsync(session, isDry, parsed.GetValue(intent), surroundings, stop)));
        return command;
    }

    private static Task<int> StartAsync(Surroundings surroundings, ParseResult parsed, Option<bool> dryRun, bool worksInStores, Func<ReleaseSession, bool, Surroundings, CancellationToken, Task<Result<int>>> run)
    {
        var isDry = parsed.GetValue(dryRun);
        return (isDry, worksInStores) switch
        {
            (true, true) => ReleaseContext.ReadAnywhereAsync(surroundings, parsed.DataDir(), RunAsync),
            (true, false) => ReleaseContext.ReadAsync(surroundings, parsed.DataDir(), RunAsync),
            (false, true) => ReleaseContext.RunAnywhereAsync(surroundings, parsed.DataDir(), RunAsync),
            (false, false) => ReleaseContext.RunAsync(surroundings, parsed.DataDir(), RunAsync),
        };

        Task<Result<int>> RunAsync(ReleaseSession session, CancellationToken stop) => run(session, isDry, surroundings, stop);
    }

    private static Option<bool> DryRun() => new("--dryrun", "-d") { Description = "Print it as JSON, and do nothing" };

    private static Argument<string[]> Surplus() => new("WORDS") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };

    private static async Task<Result<int>> ContinueAsync(ReleaseSession session, bool isDry, Surroundings surroundings, CancellationToken stop)
    {
        var here = await HereAsync(session, isDry, stop);
        return await DoAsync(session, [.. here.Runs(), .. here.Redeployments()], isDry, surroundings, stop);
    }

    private static async Task<Result<int>> OpsAsync(ReleaseSession session, bool isDry, Surroundings surroundings, CancellationToken stop) =>
        await DoAsync(session, [.. (await HereAsync(session, isDry, stop)).Ops()], isDry, surroundings, stop);

    private static async Task<Result<int>> CascadeAsync(ReleaseSession session, bool isDry, Surroundings surroundings, CancellationToken stop)
    {
        if (isDry) return Print(Cascade.Find(session.Work, null, await new Takeover(session.Work).PreviewAsync(stop)), surroundings);
        var cascade = new Cascade(session.Work, session);
        if (await cascade.RunAsync(ownOnly: false, stop) is { } stopped) return stopped;
        return ExitOf(cascade.HasFailed, surroundings);
    }

    private static async Task<Result<int>> AnyAsync(ReleaseSession session, bool isDry, bool isComprehensive, Surroundings surroundings, CancellationToken stop)
    {
        var hasFailed = false;
        var seen = new HashSet<WorkItem>();
        var refused = new HashSet<WorkItem>();
        for (var pass = 0; ; pass++)
        {
            var here = await HereAsync(session, isDry, stop);
            List<WorkItem> items = [.. here.Intents(), .. here.Runs(), .. here.Redeployments(), .. here.Ops()];
            if (isDry) return items.Count == 0 ? 0 : Print(items, surroundings);
            if (pass > 0) items.RemoveAll(i => refused.Contains(i) || (!seen.Add(i) && i.Kind == WorkKinds.Run));
            if (items.Count == 0) return ExitOf(hasFailed, surroundings);
            var done = new WorkPass(session.Work);
            if (await done.RunAsync(items, stop) is { } failure) return failure;
            hasFailed |= done.HasFailed;
            refused.UnionWith(done.Refused);
            if (!isComprehensive) break;
        }

        foreach (var problem in await session.TriggerAsync(Elsewhere(session), stop)) session.Work.Observer.Warned(problem);
        return ExitOf(hasFailed, surroundings);
    }

    private static async Task<Result<int>> TriggerAsync(ReleaseSession session, bool isDry, bool isForIntent, Surroundings surroundings, CancellationToken stop)
    {
        if (isForIntent)
        {
            foreach (var problem in await session.TriggerAsync(session.KnownRepositories(), stop)) ReleaseContext.Write(surroundings, problem.ToString());
            return 0;
        }

        var all = new WorkSearch(await new Takeover(session.Work).PreviewAsync(stop), session.Work.Intents.View);
        List<WorkItem> items = [.. all.Runs(), .. all.Redeployments(), .. all.Ops()];
        if (isDry) return Print(items, surroundings);
        foreach (var problem in await session.TriggerAsync(Places(items), stop)) session.Work.Observer.Warned(problem);
        return 0;
    }

    private static IEnumerable<(string Repository, string Commit)> Elsewhere(ReleaseSession session)
    {
        var all = new WorkSearch(session.Work.State.View, session.Work.Intents.View);
        return Places([.. all.Runs(), .. all.Redeployments(), .. all.Ops()]);
    }

    private static IEnumerable<(string Repository, string Commit)> Places(IEnumerable<WorkItem> items) => items.Where(i => i.Commit is not null).Select(i => (i.Reference.Repository, i.Commit!)).Distinct();

    // What killed processes have left is work again.
    private static async Task<WorkSearch> HereAsync(ReleaseSession session, bool isDry, CancellationToken stop)
    {
        var takeover = new Takeover(session.Work);
        if (!isDry) await takeover.RunAsync(null, stop);
        var state = isDry ? await takeover.PreviewAsync(stop) : session.Work.State.View;
        return new WorkSearch(state, session.Work.Intents.View) { Repository = session.Work.Repository, Commit = session.Work.Commit };
    }

    private static async Task<Result<int>> DoAsync(ReleaseSession session, IReadOnlyList<WorkItem> items, bool isDry, Surroundings surroundings, CancellationToken stop)
    {
        if (isDry) return Print(items, surroundings);
        var pass = new WorkPass(session.Work);
        return await pass.RunAsync(items, stop) is { } failure ? failure : ExitOf(pass.HasFailed, surroundings);
    }

    private static Result<int> Print(IReadOnlyList<WorkItem> items, Surroundings surroundings)
    {
        ReleaseContext.Write(surroundings, (items.Count == 0 ? JsonNull.Instance : (JsonValue)new JsonArray([.. items.Select(i => (JsonValue)i.ToJson())])).ToUtf8(isIndented: true));
        return 0;
    }

    // The original shows green where something failed, and scripts may build on it.
    private static int ExitOf(bool hasFailed, Surroundings surroundings) => hasFailed && !surroundings.IsOcuroot ? 1 : 0;
}
