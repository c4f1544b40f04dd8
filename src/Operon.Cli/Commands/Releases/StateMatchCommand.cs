using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Cli.Arguments;
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
        var command = new Command("match", "List references, one per line") { pattern, noLinks };
        command.SetAction((parsed, _) => ReleaseContext.RunAnywhereAsync(surroundings, parsed.DataDir(), (session, _) =>
        {
            var glob = parsed.GetValue(pattern) ?? "";

            // The original takes a pattern for a reference there.
            if (surroundings.IsOcuroot && session.Place.Store is not null && session.Parse(glob).Error is { } relative) return Task.FromResult<Result<int>>(relative);
            foreach (var reference in session.Work.State.View.Match(glob, !parsed.GetValue(noLinks))) ReleaseContext.Write(surroundings, reference);
            return Task.FromResult<Result<int>>(0);
        }));
        return command;
    }
}
