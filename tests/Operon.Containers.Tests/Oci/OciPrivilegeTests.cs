namespace Operon.Containers.Tests.Oci;

/// <summary>What containers of the embedded runtime may do and use.</summary>
public abstract class OciPrivilegeTests(Machine machine, Containers.Oci.OciRuntime runtime)
{
    [Fact]
    public async Task Ordinary_MountsAndDevices_AreRefused()
    {
        var (exit, output) = await RunAsync(Spec("mkdir /m; mount -t tmpfs none /m && echo mounted; mknod /d b 7 0 && head -c 1 /d; grep CapEff /proc/self/status"));

        exit.ExitCode.ShouldBe(0);
        output.Output.ShouldBe("CapEff:\t00000000a80425fb\n");
    }

    [Fact]
    public async Task Privileged_MountsAndSeesDevices_WhereTheEngineMay()
    {
        if (!runtime.Capabilities.HasPrivileged) return;

        var (exit, output) = await RunAsync(Spec("mkdir /m; mount -t tmpfs none /m && echo mounted; ls /dev | wc -l; touch /sys/fs/x 2>&1 | grep -c Read-only; grep Seccomp: /proc/self/status") with { IsPrivileged = true });

        exit.ExitCode.ShouldBe(0);
        var lines = output.Output.Split('\n');
        lines[0].ShouldBe("mounted");
        int.Parse(lines[1]).ShouldBeGreaterThan(20);
        lines[2].ShouldBe("0");
        lines[3].ShouldBe("Seccomp:\t0");
    }

    [Fact]
    public async Task Memory_BeyondTheLimit_IsKilled()
    {
        if (!runtime.Capabilities.HasLimits) return;

        var (exit, _) = await RunAsync(Spec("x=$(head -c 100000000 /dev/zero | tr '\\0' x); echo ${#x}") with { Limits = new ContainerLimits(16 << 20, null, null) });

        exit.ExitCode.ShouldBe(137);
    }

    [Fact]
    public async Task Processes_BeyondTheLimit_CannotBeMade()
    {
        if (!runtime.Capabilities.HasLimits) return;

        var (_, output) = await RunAsync(Spec("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 1 & done; wait") with { Limits = new ContainerLimits(null, null, 5) });

        output.Error.ShouldContain("fork");
    }

    [Fact]
    public async Task Processors_AreLimited()
    {
        if (!runtime.Capabilities.HasLimits) return;

        // Throttling shows in the control group, whatever else the machine does.
        var (exit, _) = await RunAsync(Spec("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done") with { Limits = new ContainerLimits(null, 0.5, null) });

        exit.ExitCode.ShouldBe(0);
    }

    private ContainerSpec Spec(string script) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Image = machine.Image,
        Command = [.. ((string[])["sh", "-c", script]).Select(w => new Text.ByteString(w))],
    };

    private async Task<(ContainerExit Exit, RecordedOutput Output)> RunAsync(ContainerSpec spec)
    {
        var output = new RecordedOutput();
        var result = await runtime.RunAsync(spec, output, CancellationToken.None);
        result.Error.ShouldBeNull();
        machine.ShouldHaveNothingOf(spec.Id);
        return (result.Value, output);
    }
}

public sealed class ChosenPrivilegeTests(Machine machine) : OciPrivilegeTests(machine, machine.Runtime);

public sealed class RuncPrivilegeTests(Machine machine) : OciPrivilegeTests(machine, machine.Runc);
