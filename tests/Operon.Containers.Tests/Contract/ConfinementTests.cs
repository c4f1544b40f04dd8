namespace Operon.Containers.Tests.Contract;

/// <summary>What containers may do to the machine.</summary>
public abstract class ConfinementTests(Machine machine, IContainerRuntime runtime) : ContractTests(machine, runtime)
{
    [Fact]
    public async Task Run_DefaultConfinement_HoldsTheMachineBack()
    {
        var (_, output) = await RunAsync("grep CapEff /proc/self/status; mount -t tmpfs none /mnt 2>/dev/null || echo no-mount; echo 1 2>/dev/null > /proc/sys/kernel/hostname || echo no-sysctl; mkdir /n; cat /proc/kcore | wc -c; ls /proc/1/root/work 2>/dev/null; echo end");

        output.Output.ShouldBe("CapEff:\t00000000a80425fb\nno-mount\nno-sysctl\n0\nend\n");
    }

    [Fact]
    public async Task Ordinary_MountsAndDevices_AreRefused()
    {
        var (exit, output) = await RunAsync(Shell("mkdir /m; mount -t tmpfs none /m && echo mounted; mknod /d b 7 0 && head -c 1 /d; grep CapEff /proc/self/status"));

        exit.ExitCode.ShouldBe(0);
        output.Output.ShouldBe("CapEff:\t00000000a80425fb\n");
    }

    [Fact]
    public async Task Privileged_MountsAndSeesDevices_WhereTheEngineMay()
    {
        if (!Runtime.Capabilities.HasPrivileged) return;

        var (exit, output) = await RunAsync(Shell("mkdir /m; mount -t tmpfs none /m && echo mounted; ls /dev | wc -l; touch /sys/fs/x 2>&1 | grep -c Read-only; grep Seccomp: /proc/self/status") with { IsPrivileged = true });

        exit.ExitCode.ShouldBe(0);
        var lines = output.Output.Split('\n');
        lines[0].ShouldBe("mounted");
        int.Parse(lines[1]).ShouldBeGreaterThan(20);
        lines[2].ShouldBe("0");
        lines[3].ShouldBe("Seccomp:\t0");
    }
}
