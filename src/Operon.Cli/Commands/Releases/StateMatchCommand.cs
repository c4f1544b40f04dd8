using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal.Releases;
using Operon.Text;

namespace Operon.Cli.Commands.Releases;

/// <summary><c>state match</c>: lists references.</summary>
[UnsupportedOSPlatform("windows")]
internal static class StateMatchCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var pattern = new Argument<string?>("GLOB") { Description = "A pattern: * is anything without a slash, ** anything, {a,b} either", Arity = ArgumentArity.ZeroOrOne };
        var noLinks = new Option<bool>("--no-links", "-l") { Description = "Without links" };
        var format = RunsCommand.FormatOptions();
        var command = new Command("match", "List references, one per line") { pattern, noLinks, format.Json, format.Output };
        command.SetAction((parsed, _) => ReleaseContext.ReadAnywhereAsync(surroundings, parsed.DataDir(), (session, _) =>
        {
            var glob = parsed.GetValue(pattern) ?? "";

            // The original takes a pattern for a reference there.
            if (surroundings.IsOcuroot && session.Place.Store is not null && session.Parse(glob).Error is { } relative) return Task.FromResult<Result<int>>(relative);
            ReferenceList.Write(session.Work.State.View.Match(glob, !parsed.GetValue(noLinks)), parsed.WantsJson(format), surroundings);
            return Task.FromResult<Result<int>>(0);
        }));
        return command;
    }
}
