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
using Operon.Text.Json;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>release rollback</c>: brings an earlier release back, and keeps it there until somebody says otherwise.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ReleaseRollbackCommand
{
    private const int Format = 1;

    // Who it is, as the CI system or the machine says.
    private static readonly string[] Names = ["GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BUILDKITE_BUILD_CREATOR", "CIRCLE_USERNAME", "BUILD_USER_ID", "SUDO_USER", "USER", "LOGNAME"];

    public static Command Build(Surroundings surroundings)
    {
        var package = PackageOptions.Package();
        var environment = new Option<string>("--env") { Description = "The environment", HelpName = "ENVIRONMENT", Required = true };
        var to = new Option<string?>("--to") { Description = "The release to go back to: r2, or a tag; else the one before", HelpName = "RELEASE" };
        var lift = new Option<bool>("--lift") { Description = "End the hold; new releases go on" };
        var cascade = new Option<bool>("--cascade") { Description = "Afterwards do what follows from it elsewhere" };
        var format = RunsCommand.FormatOptions();
        var command = new Command("rollback", "Bring an earlier release back to an environment, and hold it there") { package, environment, to, lift, cascade, format.Json, format.Output };
        command.Validators.Add(result =>
        {
            if (result.GetValue(lift) && (result.IsGiven(to) || result.GetValue(cascade))) result.AddError("with --lift nothing is deployed: leave out --to and --cascade");
        });
        command.SetAction((parsed, _) =>
        {
            var text = PackageOptions.Spell(parsed.GetRequiredValue(package));
            var asked = new Asked(text, parsed.GetRequiredValue(environment), parsed.GetValue(to), parsed.GetValue(cascade), parsed.WantsJson(format));
            return ReleaseContext.RunAsync(surroundings, parsed.DataDir(), (session, stop) => parsed.GetValue(lift) ? LiftAsync(session, asked, surroundings, stop) : RunAsync(session, asked, surroundings, stop), text);
        });
        return command;
    }

    /// <summary>Ends holds of environments in favour of a release.</summary>
    public static async Task<Diagnostic?> LiftAsync(ReleaseSession session, Reference release, IEnumerable<string> environments, CancellationToken stop)
    {
        foreach (var environment in environments)
        {
            var lifted = await new Rollback(session.Work, session, release.Package with { Release = "", Type = DocumentTypes.Deploy, Subpath = environment }).LiftAsync(release, stop);
            if (!lifted.TryGet(out _, out var failure)) return failure;
        }

        return null;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, Asked asked, Surroundings surroundings, CancellationToken stop)
    {
        if (!PlaceOf(session, asked).TryGet(out var place, out var failure)) return failure;
        Reference? to = null;
        if (asked.To is { } named && !ReleaseOf(session, place, named).TryGet(out to, out failure)) return failure;
        if (!(await new Rollback(session.Work, session, place).RunAsync(to, By(surroundings), stop)).TryGet(out var done, out failure)) return failure;
        Tell(done, asked, Standpoint.Of(session), surroundings);
        var hasFailed = done.Status == RunStatus.Failed;
        if (!asked.Cascades || hasFailed) return hasFailed ? 1 : 0;
        var cascade = new Cascade(session.Work, session);
        if (await cascade.RunAsync(ownOnly: true, stop) is { } stopped) return stopped;
        return cascade.HasFailed ? 1 : 0;
    }

    private static async Task<Result<int>> LiftAsync(ReleaseSession session, Asked asked, Surroundings surroundings, CancellationToken stop)
    {
        if (!PlaceOf(session, asked).TryGet(out var place, out var failure)) return failure;
        if (!(await new Rollback(session.Work, session, place).LiftAsync(null, stop)).TryGet(out var lifted, out failure)) return failure;
        if (asked.IsJson)
        {
            var json = Head(place).With("lifted", lifted.Ended is not null).With("waiting", new JsonArray([.. lifted.Waiting.Select(r => (JsonValue)r.ToString())]));
            ReleaseContext.Write(surroundings, json.ToUtf8(isIndented: true));
            return 0;
        }

        var name = Standpoint.Of(session).Name(place.Package);
        ReleaseContext.Write(surroundings, lifted.Ended is { } hold ? $"{name} in {place.Subpath}: no longer held at {hold.Release.Release}" : $"{name} in {place.Subpath}: nothing is held");
        foreach (var run in lifted.Waiting) ReleaseContext.Write(surroundings, $"  {run.Release} can go there now: operon release continue {name}/@{run.Release}");
        return 0;
    }

    private static void Tell(RollbackResult done, Asked asked, Standpoint at, Surroundings surroundings)
    {
        var place = done.Place;
        if (asked.IsJson)
        {
            var json = Head(place)
                .With("from", done.From is null ? JsonNull.Instance : (JsonValue)done.From.ToString())
                .With("to", done.To.ToString())
                .With("run", done.Run is null ? JsonNull.Instance : (JsonValue)done.Run.ToString())
                .With("status", done.Status)
                .With("hold", new JsonObject(("since", done.Hold.Since), ("by", done.Hold.By)));
            ReleaseContext.Write(surroundings, json.ToUtf8(isIndented: true));
            return;
        }

        var name = at.Name(place.Package);
        var to = done.To.Release;
        var was = done.From is { } from && from != done.To ? $", after {from.Release}" : "";
        var how = done.Status switch
        {
            RunStatus.Complete when done.Run is null => $"{to} is there already",
            RunStatus.Complete => $"{to} is back{was}",
            RunStatus.Failed => $"{to} failed{was}; the same command tries it again",
            _ => $"{to} waits; operon release show {done.Run} tells what for",
        };
        ReleaseContext.Write(surroundings, $"{name} in {place.Subpath}: {how}");
        ReleaseContext.Write(surroundings, $"  held at {to}: other releases wait until operon release rollback {name} --env {place.Subpath} --lift");
    }

    private static JsonObject Head(Reference place) => new(("format", Format), ("package", place.Package.ToString()), ("environment", place.Subpath));

    private static Result<Reference> PlaceOf(ReleaseSession session, Asked asked)
    {
        if (!session.Parse(asked.Package).TryGet(out var reference, out var failure)) return failure;
        if (reference.Release is { Length: > 0 } || reference.Type is not null)
        {
            return new Diagnostic(CliRules.Usage, $"{reference} is more than a package") { Expected = "the package alone; --to names a release, --env the environment", Fix = $"write {reference.Path}" };
        }

        return reference.Package with { Release = "", Type = DocumentTypes.Deploy, Subpath = asked.Environment };
    }

    // A name alone is a release of the package.
    private static Result<Reference> ReleaseOf(ReleaseSession session, Reference place, string text)
    {
        if (!text.Contains('@', StringComparison.Ordinal)) return place.Package with { Release = text };
        return session.Parse(text[0] == '@' ? $"{place.Package}/{text}" : PackageOptions.Spell(text)).TryGet(out var reference, out var failure) ? reference with { Type = null, Subpath = "", Fragment = "" } : failure;
    }

    private static string By(Surroundings surroundings) => Names.Select(surroundings.Variable).FirstOrDefault(n => n is { Length: > 0 }) ?? "";

    private sealed record Asked(string Package, string Environment, string? To, bool Cascades, bool IsJson);
}
