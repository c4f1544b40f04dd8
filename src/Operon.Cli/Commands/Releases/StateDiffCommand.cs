using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal.Releases;
using Operon.Releases.Planning;
using Operon.Text;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>state diff</c>: lists what should be otherwise than it is.</summary>
[UnsupportedOSPlatform("windows")]
internal static class StateDiffCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var surplus = new Argument<string[]>("WORDS") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };
        var format = RunsCommand.FormatOptions();
        var command = new Command("diff", "List what should be otherwise than it is, one reference per line, for `state apply`") { format.Json, format.Output };
        if (surroundings.IsOcuroot) command.Add(surplus);
        command.SetAction((parsed, _) => ReleaseContext.ReadAnywhereAsync(surroundings, parsed.DataDir(), (session, _) =>
        {
            ReferenceList.Write(IntentDifference.All(session.Work.State.View, session.Work.Intents.View).Select(d => d.Reference.ToString()), parsed.WantsJson(format), surroundings);
            return Task.FromResult<Result<int>>(0);
        }));
        return command;
    }
}
