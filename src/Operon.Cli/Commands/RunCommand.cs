using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Cli.Terminal.Live;
using Operon.Containers;
using Operon.Containers.Images;
using Operon.Containers.Oci;
using Operon.Engine.Planning;
using Operon.Engine.Runs;
using Operon.Engine.Sources;
using Operon.Host;
using Operon.Host.Files;
using Operon.Host.Owners;
using Operon.Opspec.Binding;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary><c>run OP_REF</c>: runs an op in this process and shows what it does.</summary>
internal sealed class RunCommand
{
    /// <summary>How long a run that must end at once may take for it.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private readonly Surroundings surroundings;
    private readonly DiagnosticBag problems = new();
    private RunSecrets? secrets;

    private RunCommand(Surroundings surroundings) => this.surroundings = surroundings;

    public static Command Build(Surroundings surroundings)
    {
        var reference = new Argument<string>("OP_REF") { Description = "The directory of the op: looked up below .opspec, then below the working directory" };
        var arguments = new Option<string[]>("--args", "-a")
        {
            Description = "An input as NAME=VALUE; may be given several times",
            HelpName = "NAME=VALUE",
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
        };
        arguments.Mention("RUN_ARGS");
        var argFile = new Option<string?>("--arg-file") { Description = "A YAML file of inputs", HelpName = "FILE" }.WithVariable("RUN_ARG_FILE", surroundings, ".opspec/args.yml");
        var noProgress = new Option<bool>("--no-progress") { Description = "Show lines only" }.WithVariable("RUN_NO_PROGRESS", surroundings);
        var maxContainers = new Option<int?>("--max-containers") { Description = "Let parallel loops have so many containers at once; what is beside them in 'parallel' never waits", HelpName = "N" };
        maxContainers.Validators.Add(option =>
        {
            if (option.GetValueOrDefault<int?>() < 1) option.AddError("--max-containers must be at least 1");
        });
        var plan = new Option<bool>("--plan") { Description = "Show what would run, and run nothing" };
        var strict = new Option<bool>("--strict") { Description = "With --plan: fail on warnings too" };
        var format = new Option<string>("--output") { Description = "With --plan: text or json", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var containers = new ContainerOptions();
        var command = new Command("run", "Run an op") { reference, arguments, argFile, noProgress, maxContainers, plan, strict, format };
        containers.AddTo(command);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(plan) && (result.GetValue(strict) || result.GetResult(format) is { Implicit: false })) result.AddError("--strict and --output go with --plan");
        });
        command.SetAction((parsed, cancellation) =>
        {
            var run = new RunCommand(surroundings);

            // What is given counts before the variable, which holds one.
            string[] words = OptionVariables.Find("RUN_ARGS", surroundings) is { } variable ? [variable, .. parsed.GetValue(arguments) ?? []] : parsed.GetValue(arguments) ?? [];
            return parsed.GetValue(plan)
                ? run.PlanAsync(parsed.GetRequiredValue(reference), words, parsed.GetValue(argFile)!, parsed.GetValue(strict), parsed.GetValue(format) == "json", cancellation)
                : run.RunAsync(parsed.GetRequiredValue(reference), words, parsed.GetValue(argFile)!, parsed.DataDir(), parsed.GetValue(maxContainers), containers.Read(parsed, surroundings.ProgramName, surroundings.Variable), isPicture: !parsed.GetValue(noProgress), isColourRefused: parsed.GetValue<bool>("--no-color"), cancellation);
        });
        return command;
    }

    private async Task<int> PlanAsync(string reference, string[] words, string argFile, bool strict, bool isJson, CancellationToken cancellation)
    {
        if (Load(reference) is not { } op) return Refused();
        var planner = new Planner(op.Loader, OpLookup.Files(surroundings));
        var inputs = await InputsAsync(op, words, argFile, planner.Files, mayAsk: !isJson, cancellation);
        if (problems.HasErrors) return Refused();
        secrets?.Add(inputs);
        if (!planner.Plan(op.Root, inputs).TryGet(out var plan, out var error)) return Refused(error);

        await using (var output = new StreamWriter(surroundings.Output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true))
        {
            if (isJson) await output.WriteLineAsync(Encoding.UTF8.GetString(PlanJson.Write(plan).Span).AsMemory(), cancellation);
            else new PlanText(output).Write(plan);
        }

        problems.AddRange(plan.Warnings);
        DiagnosticPrinter.Print(Shown(), surroundings);
        return strict && problems.Count > 0 ? 1 : 0;
    }

    private async Task<int> RunAsync(string reference, string[] words, string argFile, string? dataDir, int? maxContainers, ContainerDefaults defaults, bool isPicture, bool isColourRefused, CancellationToken cancellation)
    {
        if (surroundings.PrepareForContainers() is { } unprepared) return Refused(unprepared);
        if (Load(reference) is not { } op) return Refused();
        if (!DataDirectory.Choose(dataDir, surroundings.Variable, surroundings.WorkingDirectory).TryGet(out var data, out var error)) return Refused(error);
        if (data.Refusal() is { } refusal) return Refused(refusal);
        using var reaper = new Reaper();
        using var scratch = new RunScratch(data, MemoryFolder.DefaultParent, reaper);
        var inputs = await InputsAsync(op, words, argFile, scratch.InputFiles, mayAsk: true, cancellation);
        if (problems.HasErrors) return Refused();
        DiagnosticPrinter.Print(Shown(), surroundings);

        // What is said while a picture is drawn is shown above it.
        var live = LiveTerminal.Choose(surroundings, isPicture, isColourRefused);
        using var pending = new PendingErrors();
        var pulls = new PullProgress();
        var said = live is null ? surroundings : surroundings with { Error = pending };
        using var images = new ImageStore(data.Images, surroundings.Clock, reaper);
        using var puller = ImageCommand.Puller(images, data, surroundings);
        await using var containers = new RuntimeSource(async () => await StartRuntimeAsync(data, images, reaper, said));
        var services = new EngineServices(
            data,
            containers,
            new ImageResolver(images, puller, Warn, pulls.For),
            op.Loader,
            surroundings.Clock,
            Warn);
        if (!OpRun.Create(new RunRequest(op.Root, inputs, maxContainers) { Containers = defaults }, services, scratch).TryGet(out var run, out error)) return Refused(error);
        await using (run) return await FollowAsync(run, containers, live, pending, pulls, cancellation);

        // opctl says nothing where it uses what is here.
        void Warn(Diagnostic warning)
        {
            if (!surroundings.IsOpctl || warning.Rule != ImageRules.LocalCopyUsed) DiagnosticPrinter.Print(warning, said);
        }
    }

    private (LoadedOp Root, OpLoader Loader)? Load(string reference)
    {
        if (!OpLookup.Find(reference, surroundings).TryGet(out var directory, out var error))
        {
            problems.Add(error);
            return null;
        }

        // What is only doubtful about an op.yml is for validate to tell, not for every run.
        var found = new DiagnosticBag();
        var loader = OpLookup.Loader(surroundings);
        var op = loader.Load(directory, null, found);
        if (found.HasErrors) problems.AddRange(found.InSourceOrder());
        return op is not null && !found.HasErrors ? (op, loader) : null;
    }

    private async Task<ImmutableDictionary<string, Value>> InputsAsync((LoadedOp Root, OpLoader Loader) op, string[] words, string argFile, IOpFiles files, bool mayAsk, CancellationToken cancellation)
    {
        var evaluation = new Evaluation(Scope.Of(op.Root.Directory), files);
        var defaults = new DefaultBinder(evaluation, surroundings.WorkingLocation);
        var declared = op.Root.Declaration.Inputs;
        secrets = new RunSecrets(evaluation.Files, _ => { });
        secrets.AddDefaults(declared);
        using var prompt = mayAsk && surroundings.IsTerminal ? new InputPrompt(surroundings, secrets.Masks.Mask) : null;
        var sources = new ArgumentSources(words, argFile, surroundings, secrets, prompt);
        var inputs = await sources.BindAsync(declared, new RootArgument(evaluation, surroundings.WorkingLocation), defaults, problems, cancellation);
        if (!problems.HasErrors) ParameterValidator.Validate(declared, inputs, evaluation, problems);
        return inputs;
    }

    private async Task<int> FollowAsync(OpRun run, RuntimeSource containers, LiveTerminal? live, PendingErrors pending, PullProgress pulls, CancellationToken cancellation)
    {
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var forced = new TaskCompletionSource();
        var interrupts = 0;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            if (Interlocked.Increment(ref interrupts) > 1) forced.TrySetResult();
            else
            {
                (live is null ? surroundings.Error : pending).WriteLine("Gracefully stopping... (signal Control-C again to force)");
                kill.Cancel();
            }
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

        if (!run.Folder.OpenReader().TryGet(out var reader, out var error)) return Refused(error);
        using (reader)
        {
            await using var output = new BufferedStream(surroundings.Output, 1 << 16);
            await using var errors = new BufferedStream(new StandardStream(Console.OpenStandardError(), "standard error"), 1 << 12);
            using var lines = new RunLines(reader, output, errors);
            var running = run.RunAsync(kill.Token);
            using var picture = live is null ? null : new LiveRun(reader, live, pending, pulls, surroundings.Clock);
            var shown = picture?.FollowAsync(CancellationToken.None) ?? lines.FollowAsync(CancellationToken.None);
            if (await Task.WhenAny(running, forced.Task) == forced.Task)
            {
                // Killing the containers ends the run, and its record with it, unless it hangs in something else.
                var ended = Task.WhenAll(containers.DisposeAsync().AsTask(), running, shown);
                await Task.WhenAny(ended, Task.Delay(LongestEnd, surroundings.Clock, CancellationToken.None));
                return 130;
            }

            var result = await running;
            await shown;
            if (result.Error is not null) DiagnosticPrinter.Print(result.Error, surroundings);
            if (picture?.Failed is { } failed) await surroundings.Error.WriteLineAsync($"all of it: {failed.Command(reader.RunId)}");
            return result.Outcome switch { CallOutcome.Succeeded => 0, CallOutcome.Killed => 137, _ => 1 };
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            kill.Cancel();
        }
    }

    private async Task<Result<IContainerRuntime>> StartRuntimeAsync(DataDirectory data, ImageStore images, Reaper reaper, Surroundings said)
    {
        if (!(await OciRuntime.StartAsync(data.Containers, images, surroundings.Variable("PATH"), reaper, surroundings.Clock)).TryGet(out var runtime, out var error)) return error;
        foreach (var problem in runtime.Capabilities.Problems) DiagnosticPrinter.Print(problem, said);
        return runtime;
    }

    private int Refused(Diagnostic? error = null)
    {
        if (error is not null) problems.Add(error);
        DiagnosticPrinter.Print(Shown(), surroundings);
        return 1;
    }

    // Lines of the op are shown with problems, and a default in them may be secret.
    private IEnumerable<Diagnostic> Shown() => secrets is null ? problems : problems.Select(secrets.Masks.Mask);
}
