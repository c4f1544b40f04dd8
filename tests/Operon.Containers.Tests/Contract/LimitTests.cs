namespace Operon.Containers.Tests.Contract;

/// <summary>What containers may use.</summary>
public abstract class LimitTests(Machine machine, IContainerRuntime runtime) : ContractTests(machine, runtime)
{
    // One process alone takes the memory: while the kernel frees that of one it has killed, what
    // another asks for can make it kill a further one, and of several it is anyone's guess which.
    [Theory]
    [InlineData("x=0123456789abcdef; while :; do x=$x$x; done", 137)]
    [InlineData("sh -c 'x=0123456789abcdef; while :; do x=$x$x; done'; exit 5", 5)]
    public async Task Memory_BeyondTheLimit_IsKilledAndSaidSo(string script, int code)
    {
        if (!Runtime.Capabilities.HasLimits) return;

        var (exit, output) = await RunAsync(Shell(script) with { Limits = new ContainerLimits(16 << 20, null, null) });

        output.Output.ShouldBeEmpty();
        exit.ShouldBe(new ContainerExit(code, WasStopped: false) { RanOutOfMemory = true });
    }

    [Fact]
    public async Task Memory_WithinTheLimit_OtherEndsAreNotTakenForIt()
    {
        if (!Runtime.Capabilities.HasLimits) return;

        // What is written to files is counted too, and given up.
        var (exit, _) = await RunAsync(Shell("dd if=/dev/zero of=/file bs=1M count=64 2>/dev/null; sh -c 'kill -9 $$'; exit $?") with { Limits = new ContainerLimits(16 << 20, null, null) });

        exit.ShouldBe(new ContainerExit(137, WasStopped: false));
    }

    [Fact]
    public async Task Processes_BeyondTheLimit_CannotBeMade()
    {
        if (!Runtime.Capabilities.HasLimits) return;

        var (_, output) = await RunAsync(Shell("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 1 & done; wait") with { Limits = new ContainerLimits(null, null, 5) });

        output.Error.ShouldContain("fork");
    }

    [Fact]
    public async Task Processors_AreLimited()
    {
        if (!Runtime.Capabilities.HasLimits) return;
        await using var container = await RunningContainer.StartAsync(Runtime, Shell("trap exit TERM; echo ready; sleep 600 & wait") with { Limits = new ContainerLimits(null, 0.5, null) });

        Machine.ControlOf(container.Spec.Id, "cpu.cfs_quota_us", "cpu.max").ShouldBeOneOf("50000", "50000 100000");
    }

    [Fact]
    public async Task Limits_HoldForFurtherProcessesAndKeptContainersToo()
    {
        if (!Runtime.Capabilities.HasLimits) return;
        var limits = new ContainerLimits(16 << 20, null, 8);
        var exec = new ExecSpec { Command = [.. Words("sh", "-c", "for i in 1 2 3 4 5 6 7 8 9 10; do sleep 1 & done; wait")] };
        await using (var container = await RunningContainer.StartAsync(Runtime, Shell("trap exit TERM; echo ready; sleep 600 & wait") with { Limits = limits }))
        {
            (await ErrorOfAsync(container.Spec.Id)).ShouldContain("fork");
        }

        var kept = Shell("exit 3") with { Limits = limits, IsKeptAfterFailure = true };
        (await Runtime.RunAsync(kept, new RecordedOutput(), CancellationToken.None)).Value.IsKept.ShouldBeTrue();
        (await ErrorOfAsync(kept.Id)).ShouldContain("fork");
        await Runtime.ReleaseAsync(kept.Id);
        Machine.ShouldHaveNothingOf(kept.Id);

        async Task<string> ErrorOfAsync(string id)
        {
            var output = new RecordedOutput();
            (await Runtime.ExecAsync(id, exec, output, CancellationToken.None)).Error.ShouldBeNull();
            return output.Error;
        }
    }
}
