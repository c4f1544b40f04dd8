using System.CommandLine;
using Operon.Cli.Arguments;
using System.Text;
using Operon.Cli.Terminal;
using Operon.Engine.Planning;

namespace Operon.Cli.Commands;

/// <summary><c>run OP_REF</c>: runs an op in this process and shows what it does, or with <c>--plan</c> what it would do.</summary>
internal static class RunCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var reference = new Argument<string>("OP_REF") { Description = "The directory of the op: looked up below .opspec, then below the working directory" };
        var options = new RunOptions(surroundings, RunOutputOption.Create(RunOutputOption.Json, "; with --plan: text or json"));
        var plan = new Option<bool>("--plan") { Description = "Show what would run, and run nothing" };
        var strict = new Option<bool>("--strict") { Description = "With --plan: fail on warnings too" };
        var command = new Command("run", "Run an op") { reference, plan, strict };
        options.AddTo(command);
        command.Validators.Add(result =>
        {
            var output = result.TextOf(options.Output);
            if (!result.GetValue(plan) && result.GetValue(strict)) result.AddError("--strict goes with --plan");
            if (result.GetValue(plan) && output is not (null or RunOutputOption.Text or RunOutputOption.Json)) result.AddError($"--output {output} does not go with --plan: write --output json");
            if (!result.GetValue(plan) && output is RunOutputOption.Json) result.AddError("--output json goes with --plan: what a run does is shown as it goes on, with --output ndjson");
        });
        command.SetAction((parsed, cancellation) => parsed.GetValue(plan)
            ? PlanAsync(parsed.GetRequiredValue(reference), options, parsed, parsed.GetValue(strict), surroundings, cancellation)
            : HostedRun.RunAsync((preparation, _) => preparation.Load(parsed.GetRequiredValue(reference)) is { } op ? new AskedRun(op, null) : null, options, parsed, surroundings, cancellation));
        return command;
    }

    private static async Task<int> PlanAsync(string reference, RunOptions options, ParseResult parsed, bool strict, Surroundings surroundings, CancellationToken cancellation)
    {
        var isJson = parsed.GetValue(options.Output) == RunOutputOption.Json;
        var preparation = new OpPreparation(surroundings);
        if (preparation.Load(reference) is not { } op) return preparation.Refused().ExitCode;
        var planner = new Planner(op.Loader, OpLookup.Files(surroundings));
        var inputs = await preparation.InputsAsync(op, options.Words(parsed), options.ArgFile(parsed), planner.Files, mayAsk: !isJson, recorded: null, cancellation);
        if (preparation.Problems.HasErrors) return preparation.Refused().ExitCode;
        preparation.Hide(inputs);
        if (!planner.Plan(op.Root, inputs).TryGet(out var plan, out var error)) return preparation.Refused(error).ExitCode;

        await using (var output = new StreamWriter(surroundings.Output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true))
        {
            if (isJson) await output.WriteLineAsync(Encoding.UTF8.GetString(PlanJson.Write(plan).Span).AsMemory(), cancellation);
            else new PlanText(output).Write(plan);
        }

        preparation.Problems.AddRange(plan.Warnings);
        preparation.Show();
        return strict && preparation.Problems.Count > 0 ? 1 : 0;
    }
}
