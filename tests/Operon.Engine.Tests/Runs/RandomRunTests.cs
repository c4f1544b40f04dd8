using System.Collections.Concurrent;
using System.Text.Json;
using Operon.Containers;
using Operon.Engine.Runs;
using Operon.Runs;
using Operon.Runs.Calls;
using Operon.Runs.Events;
using Operon.Runs.History;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Tests.Runs;

/// <summary>
/// Runs of any shape, with failures, delays and kills at any moment, end; their events match, their containers are gone, and the fold of their
/// journal is what the engine and the runtime told. <c>OPERON_SEED=N</c> makes the run of one seed alone.
/// </summary>
public sealed class RandomRunTests(Machine machine)
{
    private const string Parameters = "inputs: { x: { string: { default: x } } }\noutputs: { x: { string: { default: none } } }";

    [Fact]
    public Task Any200Runs_End_AndAreRecordedAsTheyWere() => RunAllAsync(1, 200);

    [Fact(Explicit = true)]
    public Task Any5000Runs_End_AndAreRecordedAsTheyWere() => RunAllAsync(1000, 5000);

    private async Task RunAllAsync(int first, int count)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("OPERON_SEED"), out var only)) (first, count) = (only, 1);
        for (var seed = first; seed < first + count; seed++)
        {
            var random = RandomRun.Of(seed);
            try
            {
                await RunAsync(random);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"the run of seed {seed} is wrong; OPERON_SEED={seed} makes it again, as far as threads allow\n{random}\n{e.Message}", e);
            }
        }
    }

    private async Task RunAsync(RandomRun random)
    {
        await using var stage = new Stage(machine, isInMemory: true);
        using var kill = new CancellationTokenSource();
        var turns = new ChosenTurns(random.Turns);
        var told = new ConcurrentDictionary<string, ContainerExit?>(StringComparer.Ordinal);
        Script(stage.Runtime, turns, kill);
        stage.Runtime.Told = (id, exit) => told.TryAdd(id, exit).ShouldBeTrue("a container runs once");
        stage.Op("sub", $"{{ {random.Sub} }}", Parameters).Op("main", $"{{ {random.Main} }}", Parameters);

        await using var running = stage.Create("main", maxContainers: random.MaxContainers);
        var killing = random.KillAt is { } number ? KillAtAsync(running, number, kill) : Task.CompletedTask;
        var finishing = Stage.FinishAsync(running, kill.Token);
        await turns.DriveAsync(finishing);
        var run = await finishing;
        await killing;

        stage.Runtime.Running.ShouldBe(0, "the run waits for its containers");
        stage.Leftovers.ShouldBeEmpty();
        if (!kill.IsCancellationRequested) run.Outcome.ShouldNotBe(CallOutcome.Killed);
        FailuresShouldReachTheirParents(run);
        FoldShouldBeWhatWasTold(run, told);
    }

    private static void Script(ScriptedRuntime runtime, ChosenTurns turns, CancellationTokenSource kill)
    {
        // Waits for some turns, and says a line at each.
        runtime.Scripts["pause"] = async (spec, output, stop) =>
        {
            for (var i = int.Parse(spec.Command[1].ToString()); i > 0; i--)
            {
                if (!await turns.NextAsync(stop)) return new ContainerExit(143, WasStopped: true);
                await output.WriteAsync(ContainerStream.Output, "line\n"u8.ToArray());
            }

            return new ContainerExit(0, WasStopped: false);
        };

        // The same, and takes as long again to end when it is stopped.
        runtime.Scripts["stubborn"] = async (spec, output, stop) =>
        {
            var exit = await runtime.Scripts["pause"](spec, output, stop);
            for (var i = 0; i < 3 && exit.Value.WasStopped; i++) await turns.NextAsync(CancellationToken.None);
            await output.WriteAsync(ContainerStream.Error, "bye\n"u8.ToArray());
            return exit;
        };
        runtime.Scripts["throw"] = (_, _, _) => throw new InvalidOperationException("thrown");
        runtime.Scripts["broken"] = (_, _, _) => Task.FromResult<Result<ContainerExit>>(new Diagnostic(ContainerRules.StartFailed, "the container could not be started: no"));
        runtime.Scripts["kill"] = async (_, _, stop) =>
        {
            await kill.CancelAsync();
            return new ContainerExit(0, stop.IsCancellationRequested);
        };
    }

    // 0 is before the run begins.
    private static async Task KillAtAsync(OpRun run, int number, CancellationTokenSource kill)
    {
        if (number == 0) await kill.CancelAsync();
        using var reader = run.Folder.OpenReader().Value;
        await foreach (var entry in reader.FollowAsync())
        {
            if (entry.Number == number) await kill.CancelAsync();
        }
    }

    private static void FailuresShouldReachTheirParents(RecordedRun run)
    {
        var parents = run.Ended.Where(e => e.Outcome == CallOutcome.Failed).Select(e => e.Parent).ToHashSet();
        foreach (var end in run.Ended)
        {
            (end.Outcome == CallOutcome.Failed).ShouldBe(end.Error is not null, end.Path);
            if (end.Outcome == CallOutcome.Succeeded) parents.ShouldNotContain(end.Call, $"{end.Path} succeeded although a child failed");
        }
    }

    private static void FoldShouldBeWhatWasTold(RecordedRun run, ConcurrentDictionary<string, ContainerExit?> told)
    {
        using var record = RunRecord.Read(run.Folder, TimeProvider.System).Value;
        var root = record.Tree.Root.ShouldNotBeNull();
        root.State.ToString().ShouldBe(run.Outcome.ToString());
        Written(record.Tree.Error).ShouldBe(Written(run.Result.Error is { } error ? RecordedError.From(error) : null));
        using (var outputs = JsonDocument.Parse(record.Tree.Outputs))
        {
            outputs.RootElement.EnumerateObject().Select(o => (o.Name, o.Value.GetProperty("string").GetString())).ShouldBe(run.Result.Outputs.Select(o => (o.Key, (string?)o.Value.ToString())));
        }

        // What a runtime told of a container is what became of its call; of others it was never asked.
        foreach (var (id, exit) in told)
        {
            var call = record.Tree.Find(CallId.Parse(id).ShouldNotBeNull()).ShouldNotBeNull();
            var state = exit switch { null => CallState.Failed, { WasStopped: true } => CallState.Killed, { ExitCode: 0 } => CallState.Succeeded, _ => CallState.Failed };
            (call.Kind, call.State, call.ExitCode).ShouldBe(("container", state, exit?.ExitCode), call.Path);
            call.Digest.ShouldNotBeNull(call.Path);
        }

        record.Tree.Calls.Where(c => c is { Kind: "container", ExitCode: not null }).ShouldAllBe(c => told.ContainsKey(c.Id.ToString()));
    }

    // Lists in a record are equal only to themselves.
    private static string Written(RecordedError? error) =>
        System.Text.Encoding.UTF8.GetString(RunEventJson.Write(new CallEnded(default, null, "", "op", "", CallOutcome.Failed) { Error = error }));
}
