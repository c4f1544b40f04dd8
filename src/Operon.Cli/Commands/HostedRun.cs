using System.CommandLine;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Operon.Cli.Arguments;
using Operon.Cli.Terminal;
using Operon.Containers;
using Operon.Containers.Images;
using Operon.Containers.Oci;
using Operon.Engine.Runs;
using Operon.Engine.Sources;
using Operon.Host;
using Operon.Host.Files;
using Operon.Host.Owners;
using Operon.Opspec.Values;
using Operon.Runs.Events;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Commands;

/// <summary>A run in this process, from the asking for its inputs to its end.</summary>
/// <param name="preparation">Finds its inputs.</param>
/// <param name="display">Shows it.</param>
/// <param name="clock">For times.</param>
internal sealed class HostedRun(OpPreparation preparation, RunDisplay display, TimeProvider clock)
{
    /// <summary>How long a run that must end at once may take for it.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private readonly Surroundings surroundings = display.Before;

    /// <summary>Runs an op for a command, from the first problem to the last line.</summary>
    /// <param name="find">Finds what is to be run; null with the reason among the problems of the preparation.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="surroundings">Where.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Func<OpPreparation, DataDirectory, AskedRun?> find, RunOptions options, ParseResult parsed, Surroundings surroundings, CancellationToken cancellation)
    {
        // This process may be another one afterwards.
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
            if (find(preparation, data) is not { } asked) return preparation.Refused();
            return await new HostedRun(preparation, display, surroundings.Clock).RunAsync(asked.Op, data, options, parsed, asked.Recorded, cancellation);
        }
    }

    private async Task<RunConclusion> RunAsync((LoadedOp Root, OpLoader Loader) op, DataDirectory data, RunOptions options, ParseResult parsed, RecordedArguments? recorded, CancellationToken cancellation)
    {
        using var reaper = new Reaper();
        using var scratch = new RunScratch(data, MemoryFolder.DefaultParent, reaper);
        var inputs = await preparation.InputsAsync(op, options.Words(parsed), options.ArgFile(parsed), scratch.InputFiles, display.MayAsk, recorded, cancellation);
        if (preparation.Problems.HasErrors) return preparation.Refused();
        preparation.Show();

        using var images = new ImageStore(data.Images, clock, reaper);
        using var puller = ImageCommand.Puller(images, data, surroundings);
        await using var containers = new RuntimeSource(async () => await StartRuntimeAsync(data, images, reaper));
        var services = new EngineServices(
            data,
            containers,
            new ImageResolver(images, puller, Warn, display.Pulls.For),
            op.Loader,
            clock,
            Warn);
        var before = recorded?.Options ?? RecordedOptions.None;
        var request = new RunRequest(op.Root, inputs, options.MaxContainers(parsed, before)) { Containers = options.Containers(parsed, before), RetryOf = recorded?.Run };
        if (!OpRun.Create(request, services, scratch).TryGet(out var run, out var error)) return Refused(error);
        await using (run) return await FollowAsync(run, containers, cancellation);
    }

    private async Task<RunConclusion> FollowAsync(OpRun run, RuntimeSource containers, CancellationToken cancellation)
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
                display.Meanwhile.Error.WriteLine("Gracefully stopping... (signal Control-C again to force)");
                kill.Cancel();
            }
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

        if (!run.Folder.OpenReader().TryGet(out var reader, out var error)) return Refused(error);
        using (reader)
        {
            var running = run.RunAsync(kill.Token);
            display.Take(reader);
            var shown = display.FollowAsync(CancellationToken.None);
            if (await Task.WhenAny(running, forced.Task) == forced.Task)
            {
                // Killing the containers ends the run, and its record with it, unless it hangs in something else.
                var ended = Task.WhenAll(containers.DisposeAsync().AsTask(), running, shown);
                await Task.WhenAny(ended, Task.Delay(LongestEnd, clock, CancellationToken.None));
                return new RunConclusion(reader.RunId, "killed", 130);
            }

            var result = await running;
            await shown;
            if (result.Error is not null) DiagnosticPrinter.Print(result.Error, surroundings);
            if (display.More(reader.RunId) is { } more) await surroundings.Error.WriteLineAsync($"all of it: {more}");
            return RunConclusion.Of(reader.RunId, result.Outcome, result.Error is null ? null : RecordedError.From(result.Error));
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            kill.Cancel();
        }
    }

    private async Task<Result<IContainerRuntime>> StartRuntimeAsync(DataDirectory data, ImageStore images, Reaper reaper)
    {
        if (!(await OciRuntime.StartAsync(data.Containers, images, surroundings.Variable("PATH"), reaper, clock)).TryGet(out var runtime, out var error)) return error;
        foreach (var problem in runtime.Capabilities.Problems) DiagnosticPrinter.Print(problem, display.Meanwhile);
        return runtime;
    }

    // opctl says nothing where it uses what is here.
    private void Warn(Diagnostic warning)
    {
        if (!surroundings.IsOpctl || warning.Rule != ImageRules.LocalCopyUsed) DiagnosticPrinter.Print(warning, display.Meanwhile);
    }

    private RunConclusion Refused(Diagnostic error) => preparation.Refused(error);
}
