namespace Operon.Containers.Tests.Contract;

/// <summary>What containers may use.</summary>
public abstract class LimitTests(Machine machine, IContainerRuntime runtime) : ContractTests(machine, runtime)
{
    [Fact]
    public async Task Memory_BeyondTheLimit_IsKilled()
    {
        if (!Runtime.Capabilities.HasLimits) return;

        var (exit, _) = await RunAsync(Shell("x=$(head -c 100000000 /dev/zero | tr '\\0' x); echo ${#x}") with { Limits = new ContainerLimits(16 << 20, null, null) });

        exit.ExitCode.ShouldBe(137);
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

        // Throttling shows in the control group, whatever else the machine does.
        var (exit, _) = await RunAsync(Shell("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done") with { Limits = new ContainerLimits(null, 0.5, null) });

        exit.ExitCode.ShouldBe(0);
    }
}
