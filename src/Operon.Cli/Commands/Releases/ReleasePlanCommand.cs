using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal.Releases;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Execution;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>release plan</c>: what would be done, in which order, with which inputs, and why. It changes nothing.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ReleasePlanCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var package = PackageOptions.Package();
        package.Description += ", for a new release of it; else what there is to do everywhere";
        package.Arity = ArgumentArity.ZeroOrOne;
        var format = RunsCommand.FormatOptions();
        var command = new Command("plan", "Show what would be done, in which order, with which inputs, and why; change nothing") { package, format.Json, format.Output };
        command.SetAction((parsed, _) =>
        {
            var text = parsed.GetValue(package) is { } given ? PackageOptions.Spell(given) : null;
            return ReleaseContext.LookAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, text, parsed.WantsJson(format), surroundings, stop), text is null ? [] : [text]);
        });
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, string? text, bool isJson, Surroundings surroundings, CancellationToken stop)
    {
        var search = new PlanSearch(session.Work.State.View, session.Work.Intents.View);
        if (text is null) return await OfEverythingAsync(session, search, isJson, surroundings, stop);
        if (!session.Parse(text).TryGet(out var reference, out var failure)) return failure;
        var package = reference.Package;
        if (reference.Release is { Length: > 0 } || reference.Type is not null) return new Diagnostic(CliRules.Usage, $"{reference} is more than a package") { Expected = "the package alone", Fix = $"write {reference.Path}; operon release show {reference} shows what there is" };
        if (ReleaseNumbers.OfCommit(session.Work.State.View, package, session.Work.Commit) is [.., var earlier])
        {
            return Show(await CompleteAsync(session, search.OfWork(p => p == package), stop), earlier, [], session, isJson, surroundings);
        }

        return (await OfPackageAsync(session, search, package, stop)).TryGet(out var plan, out failure) ? Show(plan, null, [], session, isJson, surroundings) : failure;
    }

    // What there is to do, and what a push would release. A file that cannot be read hides no other.
    private static async Task<Result<int>> OfEverythingAsync(ReleaseSession session, PlanSearch search, bool isJson, Surroundings surroundings, CancellationToken stop)
    {
        var work = await CompleteAsync(session, search.OfWork(_ => true), stop);
        if (!(await PushCommand.FindAsync(session, new Push(session.Work, session), stop)).TryGet(out var files, out var failure)) return failure;
        var pushed = new List<PushedFile>();
        var unread = new List<Diagnostic>();
        foreach (var file in files)
        {
            if (!(await OfPackageAsync(session, search, session.Base with { Path = file }, stop)).TryGet(out var plan, out failure)) unread.Add(failure);
            else if (!plan.Steps.IsEmpty) pushed.Add(new PushedFile(file, plan));
        }

        var shown = Show(work, null, pushed, session, isJson, surroundings);
        foreach (var problem in unread) ReleaseContext.Refuse(session, problem, surroundings);
        return unread.Count == 0 ? shown : 1;
    }

    private static async Task<Result<Plan>> OfPackageAsync(ReleaseSession session, PlanSearch search, Reference package, CancellationToken stop)
    {
        if (PackagePath.Check(package) is { } unnamable) return unnamable;
        var release = ReleaseNumbers.Next(session.Work.State.View, package);
        if (!(await session.Work.Packages.LoadAsync(release, stop)).TryGet(out var loaded, out var failure)) return failure;
        if (loaded.CheckInputNames() is { } wrong) return wrong;
        var document = new ReleaseDocument(session.Work.Commit, loaded.ToJson());
        foreach (var dead in InputReview.Of(loaded, p => ReleaseNumbers.Of(session.Work.State.View, p).Count > 0)) session.Work.Observer.Warned(dead);
        if (document.Tasks.Any()) return search.OfRelease(release, document);
        return await CompleteAsync(session, search.OfEnvironments(loaded.Environments.Select(e => (EnvironmentDocument.Of(e.Name), (JsonValue)e.ToJson()))), stop);
    }

    private static Task<Plan> CompleteAsync(ReleaseSession session, Plan plan, CancellationToken stop) => new EnvironmentForecast(session.Work, session).CompleteAsync(plan, stop);

    private static Result<int> Show(Plan plan, Reference? released, IReadOnlyList<PushedFile> pushed, ReleaseSession session, bool isJson, Surroundings surroundings)
    {
        if (isJson)
        {
            ReleaseContext.Write(surroundings, ReleasePlanView.ToJson(plan, released?.ToString(), pushed).ToUtf8(isIndented: true));
            return 0;
        }

        using var output = RunsCommand.Writer(surroundings);
        if (released is not null) output.WriteLine($"this commit is released already, as {Standpoint.Of(session).Name(released)}; what is left to do:");
        ReleasePlanView.Write(plan, pushed, Standpoint.Of(session), output);
        return 0;
    }
}
