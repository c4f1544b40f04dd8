using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal.Releases;
using Operon.Releases.Checkouts;
using Operon.Releases.Execution;
using Operon.Releases.References;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>release new</c>: makes a release of the commit that is checked out, and runs it until it waits or ends.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ReleaseNewCommand
{
    public static Command Build(Surroundings surroundings, PackageOptions options)
    {
        var force = new Option<bool>("--force", "-f") { Description = "Also where the commit has a release already" };
        var cascade = new Option<bool>("--cascade") { Description = "Afterwards do what follows from it elsewhere" };
        var environments = new Option<string[]>("--env") { Description = "End the hold of an earlier release there", HelpName = "ENVIRONMENT", DefaultValueFactory = _ => [] };
        var command = new Command("new", "Make a release of the commit that is checked out, and run it") { force, cascade, environments };
        options.AddPackageTo(command);
        command.SetAction((parsed, _) =>
        {
            var text = options.Read(parsed);
            return ReleaseContext.WriteAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, text, parsed.GetValue(force), parsed.GetValue(cascade), parsed.GetRequiredValue(environments), surroundings, stop), text);
        });
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, string text, bool isForced, bool cascades, string[] environments, Surroundings surroundings, CancellationToken stop)
    {
        if (!session.Parse(text).TryGet(out var reference, out var failure)) return failure;

        // While a hold is to be ended, nothing is taken before it is.
        var creation = new ReleaseCreation(session.Work) { Environments = environments, Begins = environments.Length == 0 };
        var made = await creation.CreateAsync(reference with { Type = null, Subpath = "", Fragment = "" }, isForced, stop);
        if (!made.TryGet(out var release, out failure)) return failure.Rule == ExecutionRules.AlreadyReleased && !failure.Notes.IsEmpty ? Tell(Standpoint.Of(session).Spell(failure), surroundings) : failure;
        var hasFailed = false;
        if (release is not null)
        {
            if (await ReleaseRollbackCommand.LiftAsync(session, release, environments, stop) is { } notLifted) return notLifted;
            if (!(await ReleaseContext.RunInterruptiblyAsync(session, () => [release], surroundings, () => new RunToPause(session.Work) { Begun = creation.Begun }.RunAsync(release, stop))).TryGet(out var hasSucceeded, out failure)) return failure;
            hasFailed = !hasSucceeded;
        }

        if (release is null && !surroundings.IsOcuroot) await new EnvironmentReview(session.Work, session.Place.Root).WarnAsync([reference.Path], stop);
        if (cascades)
        {
            var all = new Cascade(session.Work, session);
            if (await all.RunAsync(ownOnly: true, stop) is { } stopped) return stopped;
            hasFailed |= all.HasFailed && !surroundings.IsOcuroot;
        }

        if (release is not null) ReleaseContext.TellWaiting(session, release, surroundings);
        return hasFailed ? 1 : 0;
    }

    // Scripts read the releases.
    private static Result<int> Tell(Diagnostic earlier, Surroundings surroundings)
    {
        foreach (var release in earlier.Notes) ReleaseContext.Write(surroundings, release);
        ReleaseContext.Write(surroundings, "");
        ReleaseContext.Write(surroundings, $"{earlier.Message}: {earlier.Fix}");
        return 1;
    }
}
