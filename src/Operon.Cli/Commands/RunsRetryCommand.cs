using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Content.Locations;
using Operon.Engine.Runs;
using Operon.Host;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>runs retry RUN</c>: runs the op of a run again with the inputs it had, secrets too where this machine has kept them.</summary>
internal static class RunsRetryCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var run = RunsCommand.RunArgument();
        var options = new RunOptions(surroundings, RunOutputOption.Create());
        var command = new Command("retry", "Run an op again with the inputs that a run had; -a gives others") { run };
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(run), options, parsed, surroundings, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string word, RunOptions options, ParseResult parsed, Surroundings surroundings, CancellationToken cancellation)
    {
        var unprepared = surroundings.PrepareForContainers();
        using var display = options.Display(parsed);
        var conclusion = await ConcludeAsync();
        display.Conclude(conclusion);
        return conclusion.ExitCode;

        async Task<RunConclusion> ConcludeAsync()
        {
            var preparation = new OpPreparation(display.Before);
            if (unprepared is not null) return preparation.Refused(unprepared);
            if (!DataDirectory.Choose(parsed.DataDir(), surroundings.Variable, surroundings.WorkingDirectory).TryGet(out var data, out var error)) return preparation.Refused(error);
            if (data.Refusal() is { } refusal) return preparation.Refused(refusal);
            if (!Find(word, parsed, data, surroundings).TryGet(out var found, out error)) return preparation.Refused(error);
            if (preparation.Load(new LocalLocation(found.Directory)) is not { } op) return preparation.Refused();
            return await new HostedRun(preparation, display, surroundings.Clock).RunAsync(op, data, options, parsed, found.Arguments, cancellation);
        }
    }

    private static Result<(string Directory, RecordedArguments Arguments)> Find(string word, ParseResult parsed, DataDirectory data, Surroundings surroundings)
    {
        if (!RunsCommand.Open(word, parsed.DataDir(), surroundings).TryGet(out var run, out var error)) return error;
        using (run)
        {
            var first = run.ReadNext();
            if (first?.Happened is not CallStarted { Parent: null } root) return new Diagnostic(HistoryRules.CannotRetry, $"run {run.Id} has no beginning that can be read") { Fix = "run the op with the inputs it had" };
            if (!RecordedInputs.Read(run.Folder, root).TryGet(out var inputs, out error)) return error;
            return (inputs.Directory, new RecordedArguments(run.Id, inputs.Texts, inputs.Lost, data.Containers));
        }
    }
}
