using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Releases.Checkouts;
using Operon.Releases.Documents;
using Operon.Releases.Planning;
using Operon.Releases.References;
using Operon.Releases.Execution;
using Operon.Text;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>state apply</c>: makes one thing what it should be.</summary>
[UnsupportedOSPlatform("windows")]
internal static class StateApplyCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var argument = PackageOptions.Required();
        var cascade = new Option<bool>("--cascade") { Description = "Afterwards do what follows from it" };
        var command = new Command("apply", "Make one thing what it should be: a custom value, an environment, a deployment") { cascade };
        command.Add(argument);
        command.SetAction((parsed, _) =>
        {
            var text = parsed.GetRequiredValue(argument);
            return ReleaseContext.RunAnywhereAsync(surroundings, parsed.DataDir(), (session, stop) => RunAsync(session, text, parsed.GetValue(cascade), surroundings, stop), text);
        });
        return command;
    }

    private static async Task<Result<int>> RunAsync(ReleaseSession session, string text, bool cascades, Surroundings surroundings, CancellationToken stop)
    {
        if (!session.Parse(text).TryGet(out var reference, out var failure)) return failure;
        if (await new IntentApplication(session.Work).ApplyAsync(reference, stop) is { } refused) return refused;
        if (!cascades)
        {
            // What it takes away or brings back is a run of its release, which nothing has begun.
            if (reference.Type == DocumentTypes.Deploy && !surroundings.IsOcuroot && ReadyRun.Waiting(session.Work.State.View).Any(r => TaskDocument.CurrentOf(RunDocument.TaskOf(r.Reference)) == reference)) await surroundings.Error.WriteLineAsync("to have it done: operon work cascade");
            return 0;
        }

        var cascade = new Cascade(session.Work, session);
        if (await cascade.RunAsync(ownOnly: true, stop) is { } stopped) return stopped;
        return cascade.HasFailed && !surroundings.IsOcuroot ? 1 : 0;
    }
}
