using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal.Releases;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Execution;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Text;
using Operon.Text.Diagnostics;

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
        if (text is null) return Show(search.OfWork(_ => true), null, session, isJson, surroundings);
        if (!session.Parse(text).TryGet(out var reference, out var failure)) return failure;
        var package = reference.Package;
        if (reference.Release is { Length: > 0 } || reference.Type is not null) return new Diagnostic(CliRules.Usage, $"{reference} is more than a package") { Expected = "the package alone", Fix = $"write {reference.Path}; operon release show {reference} shows what there is" };
        if (ReleaseNumbers.OfCommit(session.Work.State.View, package, session.Work.Commit) is [.., var earlier])
        {
            return Show(search.OfWork(p => p == package), earlier, session, isJson, surroundings);
        }

        var release = ReleaseNumbers.Next(session.Work.State.View, package);
        if (!(await session.Work.Packages.LoadAsync(release, stop)).TryGet(out var loaded, out failure)) return failure;
        if (loaded.CheckInputNames() is { } wrong) return wrong;
        var document = new ReleaseDocument(session.Work.Commit, loaded.ToJson());
        if (!document.Tasks.Any()) return Show(OfEnvironments(session, loaded), null, session, isJson, surroundings);
        return Show(search.OfRelease(release, document), null, session, isJson, surroundings);
    }

    private static Plan OfEnvironments(ReleaseSession session, Operon.Releases.Sdk.PackageConfiguration package)
    {
        var state = session.Work.State.View;
        var steps = from environment in package.Environments
                    let place = EnvironmentDocument.Of(environment.Name)
                    let before = state.Find(place)?.Body
                    where before is null || !EnvironmentDocument.AreSame(before, environment.ToJson())
                    select new PlanStep(1, PlanActions.Set, place, PlanReasons.EnvironmentChanged) { Inputs = [new InputChange("", before, environment.ToJson())] };
        return new Plan(null, [.. steps]);
    }

    private static Result<int> Show(Plan plan, Reference? released, ReleaseSession session, bool isJson, Surroundings surroundings)
    {
        if (isJson)
        {
            ReleaseContext.Write(surroundings, ReleasePlanView.ToJson(plan, released?.ToString()).ToUtf8(isIndented: true));
            return 0;
        }

        using var output = RunsCommand.Writer(surroundings);
        if (released is not null) output.WriteLine($"this commit is released already, as {ReleaseNames.Short(released, session.Work.Repository)}; what is left to do:");
        ReleasePlanView.Write(plan, session.Work.Repository, output);
        return 0;
    }
}
