using Operon.Containers;
using Operon.Engine.Runs;
using Operon.Runs.Events;
using Operon.Text;

namespace Operon.Engine.Tests.Runs;

/// <summary>How many containers run at once: the machine's limit refuses, the user's lets loops take turns.</summary>
public sealed class MaxContainersTests(Machine machine) : IAsyncLifetime
{
    private readonly Stage stage = new(machine);
    private int now;
    private int most;

    public ValueTask InitializeAsync()
    {
        stage.Runtime.Scripts["count"] = CountAsync;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ParallelLoop_TakesTurns(int limit)
    {
        var run = await RunAsync("parallelLoop:\n  range: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n  run:\n    serial: [{ box: [count] }, { box: [count] }]", limit);

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
        stage.Runtime.Started.Count.ShouldBe(20);
        most.ShouldBe(limit);
    }

    [Fact]
    public async Task LoopsInLoops_ShareTheLimit()
    {
        var run = await RunAsync("parallelLoop:\n  range: [1, 2, 3, 4]\n  run:\n    parallelLoop:\n      range: [1, 2, 3]\n      run: { box: [count] }", 2);

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
        stage.Runtime.Started.Count.ShouldBe(12);
        most.ShouldBeLessThanOrEqualTo(4, "each of the inner loops that go on has one iteration that never waits");
    }

    [Fact]
    public async Task ItemsOfParallel_NeverWait()
    {
        var run = await RunAsync("parallel:\n  - box: [await, b]\n  - serial: [{ box: [await, a] }, { box: [open, b] }]\n  - box: [open, a]", 1);

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
    }

    [Fact]
    public async Task LoopBesideAServiceThatTakesTheOnlyPlace_GoesOn()
    {
        var run = await RunAsync("""
            parallel:
              - box: [await, done]
              - serial:
                  - parallelLoop: { range: [1, 2, 3], run: { box: [count] } }
                  - box: [open, done]
            """, 1);

        run.Outcome.ShouldBe(CallOutcome.Succeeded);
        stage.Runtime.Started.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Killed_WhileIterationsWait_EndsAndEachIterationHasItsEnd()
    {
        using var kill = new CancellationTokenSource();
        stage.Op("main", "parallelLoop:\n  range: [1, 2, 3, 4, 5]\n  run: { box: [wait] }");
        await using var created = stage.Create("main", maxContainers: 1);
        var running = Stage.FinishAsync(created, kill.Token);
        await stage.Runtime.Gate("waiting").Task;
        await kill.CancelAsync();
        var run = await running;

        run.Outcome.ShouldBe(CallOutcome.Killed);
        run.Ended.Count(e => e.Path.StartsWith("parallelLoop[", StringComparison.Ordinal)).ShouldBe(5);
    }

    [Fact]
    public async Task MachinesLimit_FailsTheCallAtOnce_AndNamesTheFlag()
    {
        stage.Runtime.Capabilities = new RuntimeCapabilities { Name = "scripted", MaxContainers = new ContainerLimit(2, "open files (1,024)") };

        var run = await stage.RunAsync("parallelLoop:\n  range: [1, 2, 3]\n  run: { box: [wait] }");

        run.Outcome.ShouldBe(CallOutcome.Failed);
        run.Cause.Message.ShouldBe("2 containers run already, and this machine carries no more");
        run.Cause.Expected.ShouldBe("at most 2 at once, for open files (1,024)");
        run.Cause.Fix!.ShouldContain("--max-containers");
    }

    private async Task<RecordedRun> RunAsync(string body, int maxContainers)
    {
        stage.Op("main", body);
        await using var run = stage.Create("main", maxContainers: maxContainers);
        return await Stage.FinishAsync(run);
    }

    private async Task<Result<ContainerExit>> CountAsync(ContainerSpec spec, IContainerOutput output, CancellationToken stop)
    {
        var count = Interlocked.Increment(ref now);
        InterlockedMax(count);
        for (var i = 0; i < 20; i++) await Task.Yield();
        await Task.Delay(2, stop);
        Interlocked.Decrement(ref now);
        return new ContainerExit(0, WasStopped: false);
    }

    private void InterlockedMax(int count)
    {
        for (var seen = most; count > seen;) seen = Interlocked.CompareExchange(ref most, count, seen) is var before && before == seen ? count : before;
    }
}
