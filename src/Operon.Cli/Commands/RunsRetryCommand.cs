using System.CommandLine;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Content.Locations;
using Operon.Engine.Runs;
using Operon.Host;
using Operon.Releases.References;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>runs retry RUN</c>: runs the op of a run again with the inputs and options it had, secrets too where this machine has kept them.</summary>
internal static class RunsRetryCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var run = RunsCommand.RunArgument();
        var options = new RunOptions(surroundings, RunOutputOption.Create());
        var command = new Command("retry", "Run an op again with the inputs and options that a run had, but for those given here") { run };
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => HostedRun.RunAsync(
            (preparation, data) => Ask(parsed.GetRequiredValue(run), parsed, data, preparation, surroundings), options, parsed, surroundings, cancellation));
        return command;
    }

    private static AskedRun? Ask(string word, ParseResult parsed, DataDirectory data, OpPreparation preparation, Surroundings surroundings)
    {
        if (Find(word, parsed, data, surroundings).TryGet(out var found, out var error))
            return preparation.Load(new LocalLocation(found.Directory)) is { } op ? new AskedRun(op, found.Arguments) : null;
        preparation.Problems.Add(error);
        return null;
    }

    private static Result<(string Directory, RecordedArguments Arguments)> Find(string word, ParseResult parsed, DataDirectory data, Surroundings surroundings)
    {
        if (!RunsCommand.Open(word, parsed.DataDir(), surroundings).TryGet(out var run, out var error)) return error;
        using (run)
        {
            var first = run.ReadNext();
            if (first?.Happened is not CallStarted { Parent: null } root) return new Diagnostic(HistoryRules.CannotRetry, $"run {run.Id} has no beginning that can be read") { Fix = "run the op with the inputs it had" };
            if (root.Kind is DocumentTypes.Task or DocumentTypes.Deploy) return new Diagnostic(HistoryRules.CannotRetry, $"run {run.Id} is of a release, and no op") { Fix = $"run again what failed of the release: operon release retry {ReleaseOf(root.Op)}" };
            if (!RecordedInputs.Read(run.Folder, root).TryGet(out var inputs, out error)) return error;
            return (inputs.Directory, new RecordedArguments(run.Id, inputs.Texts, inputs.Lost, data.Containers) { Options = inputs.RunOptions });
        }
    }

    private static string ReleaseOf(string run) => Reference.Parse(run).TryGet(out var reference, out _) ? (reference with { Type = null, Subpath = "", Fragment = "" }).ToString() : run;
}
