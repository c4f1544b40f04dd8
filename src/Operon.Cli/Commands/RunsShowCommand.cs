using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;

namespace Operon.Cli.Commands;

/// <summary><c>runs show RUN</c>: the calls of a run, how far they are, why it failed, what it returned.</summary>
internal static class RunsShowCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var run = RunsCommand.RunArgument();
        var format = RunsCommand.FormatOptions();
        var command = new Command("show", "Show the calls of a run, its outputs, and why it failed") { run, format.Json, format.Output };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(run), parsed.WantsJson(format), parsed.DataDir(), surroundings, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string word, bool json, string? dataDir, Surroundings surroundings, CancellationToken cancellation)
    {
        if (!RunsCommand.Read(word, dataDir, surroundings).TryGet(out var run, out var error)) return RunsCommand.Refused(error, surroundings);
        using (run)
        {
            if (json) await RunJson.WriteRunAsync(run, surroundings.Output, cancellation);
            else
            {
                await using var text = RunsCommand.Writer(surroundings);
                new RunText(text, surroundings.Clock.GetUtcNow()).Write(run);
            }
        }

        return 0;
    }
}
