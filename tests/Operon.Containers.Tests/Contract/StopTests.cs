namespace Operon.Containers.Tests.Contract;

/// <summary>Containers that are asked to end, and several at once.</summary>
public abstract class StopTests(Machine machine, IContainerRuntime runtime) : ContractTests(machine, runtime)
{
    [Fact]
    public async Task Run_StoppedByTerm_OutputOfItsHandlerArrives()
    {
        var (result, output) = await StopAsync("trap 'echo bye; exit 0' TERM; echo ready; while true; do sleep 0.1; done");

        result.WasStopped.ShouldBeTrue();
        output.Output.ShouldBe("ready\nbye\n");
    }

    [Fact]
    public async Task Run_IgnoresTerm_IsKilledAfterGrace()
    {
        var (result, output) = await StopAsync("trap '' TERM; echo ready; while true; do sleep 0.1; done");

        result.ShouldBe(new ContainerExit(137, WasStopped: true));
        output.Output.ShouldBe("ready\n");
    }

    [Fact]
    public async Task Run_StoppedBeforeStart_NeverStarts()
    {
        var output = new RecordedOutput();

        var result = await Runtime.RunAsync(Spec("echo", "x"), output, new CancellationToken(canceled: true));

        result.Value.ShouldBe(ContainerExit.NeverStarted);
        output.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_StoppedWhileStarting_EndsAndLeavesNothing()
    {
        using var stop = new CancellationTokenSource();
        var spec = Spec("sleep", "600");
        var running = Runtime.RunAsync(spec, new RecordedOutput(), stop.Token);
        await stop.CancelAsync();

        (await running).Value.WasStopped.ShouldBeTrue();
        Machine.ShouldHaveNothingOf(spec.Id);
    }

    [Fact]
    public async Task Run_EightAtOnce_EachHasItsOwn()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RunAsync($"echo {i} > /tmp/mine; sleep 0.1; cat /tmp/mine; exit {i}")));

        all.Select(r => r.Exit.ExitCode).ShouldBe(Enumerable.Range(0, 8));
        all.Select(r => r.Output.Output).ShouldBe(Enumerable.Range(0, 8).Select(i => $"{i}\n"));
    }

    [Fact]
    public async Task Run_IdInUseOrNone_IsRefused()
    {
        (await FailAsync(Spec("true") with { Id = "../x" })).Rule.ShouldBe(ContainerRules.BadId);
    }

    private async Task<(ContainerExit Exit, RecordedOutput Output)> StopAsync(string script)
    {
        await using var container = await RunningContainer.StartAsync(Runtime, Shell(script));
        var exit = await container.StopAsync();
        Machine.ShouldHaveNothingOf(container.Spec.Id);
        return (exit, container.Output);
    }
}
