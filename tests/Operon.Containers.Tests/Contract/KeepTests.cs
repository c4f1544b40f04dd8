using Operon.Content.Locations;

namespace Operon.Containers.Tests.Contract;

/// <summary>Containers that are kept after a failure.</summary>
public abstract class KeepTests(Machine machine, IContainerRuntime runtime) : ContractTests(machine, runtime)
{
    [Fact]
    public async Task Kept_HasFilesEnvironmentUserMountsAndConfinementOfTheContainer()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "f"), "mounted", TestContext.Current.CancellationToken);
        var spec = Shell("echo left > /left; echo $A; exit 3") with
        {
            Environment = [new("A", "of the container")],
            Mounts = [new(new LocalLocation(Folder), "/d")],
            WorkingDirectory = "/tmp",
        };
        await FailAndKeepAsync(spec);

        (await ExecAsync(spec, "cat /left; echo $A; pwd; cat /d/f; mkdir /m; mount -t tmpfs none /m 2>/dev/null || echo no-mount; grep CapEff /proc/self/status")).ShouldBe("left\nof the container\n/tmp\nmountedno-mount\nCapEff:\t00000000a80425fb\n");
        (await ExecAsync(spec, "echo more >> /left; hostname")).ShouldBe(spec.Id[..12] + "\n");
        (await ExecAsync(spec, "cat /left")).ShouldBe("left\nmore\n");

        (await Runtime.ReleaseAsync(spec.Id)).ShouldBeTrue();
        Machine.ShouldHaveNothingOf(spec.Id);
    }

    [Fact]
    public async Task Kept_ShellInATerminal_Works()
    {
        var spec = Shell("exit 3");
        await FailAndKeepAsync(spec);
        var output = new RecordedOutput();

        var exec = new ExecSpec { Command = [.. Words("sh", "-c", "tty; stty size; exit 4")], Terminal = new ContainerTerminal(new TerminalSize(70, 20)) };
        var result = await Runtime.ExecAsync(spec.Id, exec, output, CancellationToken.None);

        result.Error.ShouldBeNull();
        (result.Value.ExitCode, output.Output).ShouldBe((4, "/dev/pts/0\r\n20 70\r\n"));
        (await Runtime.ReleaseAsync(spec.Id)).ShouldBeTrue();
        Machine.ShouldHaveNothingOf(spec.Id);
    }

    [Fact]
    public async Task Kept_NetworkIsThere_AndItsNameAndPortAreFree()
    {
        var name = $"kept-{Guid.NewGuid():N}";
        var port = Contract.FreePort.Find();
        var spec = Shell("exit 3") with { Names = [name], Ports = [new PortPublication(7, port)] };
        await FailAndKeepAsync(spec);

        await using var next = await RunningContainer.StartAsync(Runtime, Shell("trap exit TERM; hostname -i; while :; do echo hello | nc -l -p 7 & wait; done") with { Names = [name], Ports = [new PortPublication(7, port)] });

        var address = next.Output.Output.Trim();
        (await ExecAsync(spec, $"nslookup {name} | grep -c {address}")).ShouldBe("1\n");
        (await ExecAsync(spec, $"for i in 1 2 3 4 5 6 7 8 9; do nc -w 5 {name} 7 < /dev/null && exit; sleep 0.1; done")).ShouldBe("hello\n");
        await Runtime.ReleaseAsync(spec.Id);
    }

    [Fact]
    public async Task Kept_Released_EndsWhatRunsInIt()
    {
        var spec = Shell("exit 3");
        await FailAndKeepAsync(spec);
        var output = new RecordedOutput();
        var running = Runtime.ExecAsync(spec.Id, new ExecSpec { Command = [.. Words("sh", "-c", "trap '' TERM HUP; echo started; while :; do sleep 0.1; done")] }, output, CancellationToken.None);
        await output.FirstBytes.Task;

        (await Runtime.ReleaseAsync(spec.Id)).ShouldBeTrue();

        (await running).Value.ExitCode.ShouldBe(137);
        Machine.ShouldHaveNothingOf(spec.Id);
        (await Runtime.ReleaseAsync(spec.Id)).ShouldBeFalse();
        (await Runtime.ExecAsync(spec.Id, new ExecSpec { Command = [.. Words("true")] }, output, CancellationToken.None)).Error!.Rule.ShouldBe(ContainerRules.NotRunning);
    }

    [Fact]
    public async Task Kept_ExecKilled_TheContainerStays()
    {
        var spec = Shell("exit 3");
        await FailAndKeepAsync(spec);
        using var kill = new CancellationTokenSource();
        var output = new RecordedOutput();
        var running = Runtime.ExecAsync(spec.Id, new ExecSpec { Command = [.. Words("sh", "-c", "echo started; sleep 600")] }, output, kill.Token);
        await output.FirstBytes.Task;

        await kill.CancelAsync();

        (await running).Value.ShouldBe(new ContainerExit(137, WasStopped: true));
        (await ExecAsync(spec, "echo there")).ShouldBe("there\n");
        (await FailAsync(spec.Id)).Rule.ShouldBe(ContainerRules.BadId, "its id is taken");
        await Runtime.ReleaseAsync(spec.Id);
        Machine.ShouldHaveNothingOf(spec.Id);

        async Task<Text.Diagnostics.Diagnostic> FailAsync(string id) => (await Runtime.RunAsync(Shell("true") with { Id = id }, new RecordedOutput(), CancellationToken.None)).Error!;
    }

    [Fact]
    public async Task NotFailed_IsNotKept()
    {
        (await RunAsync(Shell("exit 0") with { IsKeptAfterFailure = true })).Exit.ShouldBe(new ContainerExit(0, WasStopped: false));
        (await FailAsync(Spec("nope") with { IsKeptAfterFailure = true })).Rule.ShouldBe(ContainerRules.CommandNotFound);

        // Who stops it does not want to look at it.
        var stopped = await RunningContainer.StartAsync(Runtime, Shell("trap 'exit 3' TERM; echo ready; sleep 600 & wait") with { IsKeptAfterFailure = true });
        (await stopped.StopAsync()).ShouldBe(new ContainerExit(3, WasStopped: true));
        Machine.ShouldHaveNothingOf(stopped.Spec.Id);
        await stopped.DisposeAsync();
    }

    private async Task FailAndKeepAsync(ContainerSpec spec)
    {
        var result = await Runtime.RunAsync(spec with { IsKeptAfterFailure = true }, new RecordedOutput(), CancellationToken.None);
        result.Error.ShouldBeNull();
        result.Value.ShouldBe(new ContainerExit(3, WasStopped: false) { IsKept = true });
    }

    private async Task<string> ExecAsync(ContainerSpec spec, string script)
    {
        var output = new RecordedOutput();
        var result = await Runtime.ExecAsync(spec.Id, new ExecSpec { Command = [.. Words("sh", "-c", script)] }, output, CancellationToken.None);
        result.Error.ShouldBeNull();
        result.Value.ExitCode.ShouldBe(0, output.Error);
        return output.Output;
    }
}
