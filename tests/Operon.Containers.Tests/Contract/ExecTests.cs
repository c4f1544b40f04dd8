using System.Diagnostics;
using System.Text;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Tests.Contract;

/// <summary>Further processes in a container that runs.</summary>
public abstract class ExecTests(Machine machine, IContainerRuntime runtime) : ExecContractTests(machine, runtime)
{
    // What makes two processes equally confined, as the kernel tells of them; control groups by what a container sees of its own.
    private const string Confinement = "grep -E '^(Cap|NoNewPrivs|Seccomp)' /proc/self/status; cat /proc/self/cgroup; for n in ipc mnt net pid uts; do readlink /proc/self/ns/$n; done; umask; ulimit -n";

    [Fact]
    public async Task Exec_WithoutTerminal_StreamsAndExitCodeArriveEachForItself()
    {
        await using var container = await StartAsync(Idle);

        var (exit, output) = await ExecAsync(container, "echo out; echo err >&2; test -t 0 || echo no terminal; exit 3");

        exit.ShouldBe(new ContainerExit(3, WasStopped: false));
        (output.Output, output.Error).ShouldBe(("out\nno terminal\n", "err\n"));
    }

    [Fact]
    public async Task Exec_IsInTheContainer_AndAsConfinedAsItsFirstProcess()
    {
        await using var container = await StartAsync($"({Confinement}) > /tmp/first; {Idle}");

        var (_, output) = await ExecAsync(container, $"({Confinement}) > /tmp/second; cmp /tmp/first /tmp/second && grep -c . /tmp/second; mkdir /m && mount -t tmpfs none /m 2>/dev/null || echo no-mount");

        output.Error.ShouldBeEmpty();
        output.Output.ShouldMatch("^[0-9]+\nno-mount\n$");
        int.Parse(output.Output.Split('\n')[0]).ShouldBeGreaterThan(14);
    }

    [Fact]
    public async Task Exec_Environment_IsTheContainersAndItsOwn()
    {
        await using var container = await RunningContainer.StartAsync(Runtime, Shell(Idle) with { Environment = [new("A", "container"), new("B", "container")] });

        var (_, output) = await ExecAsync(container, new ExecSpec { Command = [.. Words("env")], Environment = [new("B", "exec"), new("C", "ü\nx")] });

        output.Output.ShouldBe($"PATH=/usr/local/bin:/usr/bin:/bin\nHOSTNAME={container.Spec.Id[..12]}\nA=container\nB=exec\nC=ü\nx\nHOME=/root\n");
    }

    [Theory]
    [InlineData(null, "uid=0(root) gid=0(root) groups=0(root)", "/root")]
    [InlineData("worker", "uid=1000(worker) gid=1001(workers) groups=1001(workers),1002(extra)", "/home/worker")]
    [InlineData("4711:extra", "uid=4711 gid=1002(extra) groups=1002(extra)", "/")]
    public async Task Exec_User_IsLookedUpInTheContainer(string? user, string id, string home)
    {
        await using var container = await StartAsync(Idle);

        var (_, output) = await ExecAsync(container, Exec("id; echo $HOME") with { User = user });

        output.Output.ShouldBe($"{id}\n{home}\n");
    }

    [Fact]
    public async Task Exec_UserMadeMeanwhile_IsFound()
    {
        await using var container = await StartAsync("echo 'late:x:77:77::/:/bin/sh' >> /etc/passwd; " + Idle);

        (await ExecAsync(container, Exec("id -u") with { User = "late" })).Output.Output.ShouldBe("77\n");
        (await FailExecAsync(container.Spec.Id, Exec("id -u") with { User = "later" })).Rule.ShouldBe(ContainerRules.UnknownUser);
    }

    [Fact]
    public async Task Exec_WorkingDirectory_IsTheContainersUnlessGiven()
    {
        await using var container = await RunningContainer.StartAsync(Runtime, Shell(Idle) with { WorkingDirectory = "/made/here" });

        (await ExecAsync(container, "pwd")).Output.Output.ShouldBe("/made/here\n");
        (await ExecAsync(container, Exec("pwd") with { WorkingDirectory = "/tmp" })).Output.Output.ShouldBe("/tmp\n");
        (await FailExecAsync(container.Spec.Id, Exec("pwd") with { WorkingDirectory = "/proc/self/fd/7" })).Rule.ShouldBe(ContainerRules.WorkingDirectory);
        (await FailExecAsync(container.Spec.Id, Exec("pwd") with { WorkingDirectory = "/none" })).Rule.ShouldBe(ContainerRules.WorkingDirectory);
    }

    [Theory]
    [InlineData("nope", "CON0001", false)]
    [InlineData("nope", "CON0001", true)]
    [InlineData("/plain.txt", "CON0002", false)]
    [InlineData("/plain.txt", "CON0002", true)]
    public async Task Exec_CommandThatCannotRun_IsNamedAndTheContainerRunsOn(string command, string code, bool hasTerminal)
    {
        await using var container = await StartAsync(Idle);

        var failure = await FailExecAsync(container.Spec.Id, new ExecSpec { Command = [.. Words(command)], Terminal = hasTerminal ? Terminal() : null });

        failure.Code.ShouldBe(code);
        failure.Message.ShouldContain($"'{command}'");
        (await ExecAsync(container, "echo still here")).Output.Output.ShouldBe("still here\n");
    }

    [Fact]
    public async Task Exec_Input_IsReadToItsEnd()
    {
        await using var container = await StartAsync(Idle);
        var bytes = new byte[3_000_000];
        new Random(5).NextBytes(bytes);

        var (_, output) = await ExecAsync(container, Exec("cat") with { Input = new MemoryStream(bytes) });
        new ByteString(output.Bytes(ContainerStream.Output)).ShouldBe(new ByteString(bytes));

        // None is at its end, and one that nobody reads keeps nothing.
        (await ExecAsync(container, "cat; echo end")).Output.Output.ShouldBe("end\n");
        (await ExecAsync(container, Exec("echo unread") with { Input = new MemoryStream(bytes) })).Output.Output.ShouldBe("unread\n");
    }

    [Fact]
    public async Task Exec_ReadsAsItComes_IsAnsweredWhileInputIsOpen()
    {
        await using var container = await StartAsync(Idle);
        var input = new System.IO.Pipelines.Pipe();
        var output = new RecordedOutput();
        var running = Runtime.ExecAsync(container.Spec.Id, Exec("read x; echo got $x; read y; echo and $y") with { Input = input.Reader.AsStream() }, output, CancellationToken.None);

        await input.Writer.WriteAsync("one\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await output.UntilAsync("got one\n");
        await input.Writer.WriteAsync("two\n"u8.ToArray(), TestContext.Current.CancellationToken);

        // The input stays open.
        (await running).Value.ExitCode.ShouldBe(0);
        output.Output.ShouldBe("got one\nand two\n");
    }

    [Fact]
    public async Task Exec_TenMegabytesOnBothStreams_ArriveUnchanged()
    {
        await using var container = await RunningContainer.StartAsync(Runtime, Shell("dd if=/dev/urandom of=/d/out bs=1M count=10 2>/dev/null; dd if=/dev/urandom of=/d/err bs=1M count=10 2>/dev/null; " + Idle) with
        {
            Mounts = [new(new Content.Locations.LocalLocation(Folder), "/d")],
        });

        var (_, output) = await ExecAsync(container, "cat /d/err >&2 & cat /d/out; wait");

        new ByteString(output.Bytes(ContainerStream.Output)).ShouldBe(new ByteString(await File.ReadAllBytesAsync(Path.Combine(Folder, "out"), TestContext.Current.CancellationToken)));
        new ByteString(output.Bytes(ContainerStream.Error)).ShouldBe(new ByteString(await File.ReadAllBytesAsync(Path.Combine(Folder, "err"), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Exec_LeavesAProcess_EndsWithAllOutputAndTheProcessStays()
    {
        await using var container = await StartAsync(Idle);

        var (_, output) = await ExecAsync(container, "sleep 500 & head -c 60000 /dev/zero; echo $!");

        output.Bytes(ContainerStream.Output).Length.ShouldBeGreaterThan(60_000);
        var left = output.Output.TrimStart('\0').Trim();
        (await ExecAsync(container, $"kill -0 {left} && echo there")).Output.Output.ShouldBe("there\n");
    }

    [Fact]
    public async Task Exec_Killed_EndsWithWhatItStarted()
    {
        await using var container = await StartAsync(Idle);
        using var kill = new CancellationTokenSource();
        var output = new RecordedOutput();
        var running = Runtime.ExecAsync(container.Spec.Id, Exec("trap '' TERM HUP INT; sh -c 'sleep 501; true' & echo started; sleep 502; true"), output, kill.Token);
        await output.FirstBytes.Task;

        await kill.CancelAsync();

        (await running).Value.ShouldBe(new ContainerExit(137, WasStopped: true));
        (await ExecAsync(container, "ps -o args | grep '[s]leep 50' ; echo")).Output.Output.ShouldBe("\n");
    }

    // A process that is just being started, when all are stopped, belongs to it too.
    [Fact]
    public async Task Exec_KilledWhileItStartsProcesses_EndsWithAllOfThem()
    {
        await using var container = await StartAsync(Idle);
        for (var i = 0; i < 20; i++)
        {
            using var kill = new CancellationTokenSource();
            var output = new RecordedOutput();
            var running = Runtime.ExecAsync(container.Spec.Id, Exec("echo started; while :; do sleep 503 & done"), output, kill.Token);
            await output.FirstBytes.Task;

            await kill.CancelAsync();

            (await running).Value.ShouldBe(new ContainerExit(137, WasStopped: true));
            (await ExecAsync(container, "ps -o args | grep '[s]leep 503'; echo")).Output.Output.ShouldBe("\n");
        }
    }

    [Fact]
    public async Task Exec_ContainerEnds_ItEndsToo()
    {
        var container = await StartAsync(Idle);
        var output = new RecordedOutput();
        var running = Runtime.ExecAsync(container.Spec.Id, Exec("trap '' TERM HUP; echo started; while :; do sleep 0.1; done"), output, CancellationToken.None);
        var shown = new RecordedOutput();
        var interactive = Runtime.ExecAsync(container.Spec.Id, Exec("trap '' TERM HUP; echo started; while :; do sleep 0.1; done") with { Terminal = Terminal() }, shown, CancellationToken.None);
        await Task.WhenAll(output.FirstBytes.Task, shown.FirstBytes.Task);

        await container.DisposeAsync();

        (await running).Value.ExitCode.ShouldBe(137);
        (await interactive).Value.ExitCode.ShouldBe(137);
        Machine.ShouldHaveNothingOf(container.Spec.Id);
    }

    [Fact]
    public async Task Exec_ContainerThatIsNotThere_IsRefused()
    {
        var container = await StartAsync(Idle);
        await container.DisposeAsync();

        (await FailExecAsync(container.Spec.Id, Exec("true"))).Rule.ShouldBe(ContainerRules.NotRunning);
        (await FailExecAsync("none", Exec("true"))).Rule.ShouldBe(ContainerRules.NotRunning);
    }

    [Fact]
    public async Task Exec_WhileTheContainerEnds_RunsOrIsRefused()
    {
        for (var i = 0; i < 10; i++)
        {
            await using var container = await StartAsync("echo ready; sleep 0.05");
            while (true)
            {
                var output = new RecordedOutput();
                var result = await Runtime.ExecAsync(container.Spec.Id, Exec("exit 7"), output, CancellationToken.None);
                if (result.IsOk)
                {
                    // Its own code, or it ended with the container; never what the runtime ended with.
                    new[] { 7, 137 }.ShouldContain(result.Value.ExitCode, output.Error);
                    continue;
                }

                result.Error!.Rule.ShouldBe(ContainerRules.NotRunning, result.Error.Message);
                break;
            }
        }
    }

    [Fact]
    public async Task Exec_ContainerHasEndedAndNobodyTakesItsOutput_IsRefused()
    {
        var output = new SlowOutput();
        var spec = Shell("echo ready");
        var running = Runtime.RunAsync(spec, output, CancellationToken.None);
        await output.FirstBytes.Task;

        // Its end is told when its output is taken, and that may be long after.
        Diagnostic? failure = null;
        for (var i = 0; failure is null && i < 100; i++) failure = (await Runtime.ExecAsync(spec.Id, Exec("true"), new RecordedOutput(), CancellationToken.None)).Error;
        output.Go.SetResult();

        failure.ShouldNotBeNull().Rule.ShouldBe(ContainerRules.NotRunning, failure.Message);
        (await running).Value.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Exec_ProgramThatNobodyMayRead_ExitCodeArrives()
    {
        await using var container = await StartAsync("cp /bin/busybox /tmp/sh; chmod 0111 /tmp/sh; " + Idle);

        (await ExecAsync(container, new ExecSpec { Command = [.. Words("/tmp/sh", "-c", "exit 7")], User = "worker" })).Exit.ExitCode.ShouldBe(7);
    }

    [Fact]
    public async Task Exec_EightAtOnce_EachHasItsOwn()
    {
        await using var container = await StartAsync(Idle);

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ExecAsync(container, Exec($"echo {i}; test -t 0; exit $(($? * 10 + {i}))") with { Terminal = i % 2 == 0 ? Terminal() : null })));

        all.Select(r => r.Exit.ExitCode).ShouldBe([0, 11, 2, 13, 4, 15, 6, 17]);
        all.Select(r => r.Output.Output.TrimEnd()).ShouldBe(Enumerable.Range(0, 8).Select(i => $"{i}"));
    }

    private async Task<Text.Diagnostics.Diagnostic> FailExecAsync(string id, ExecSpec exec)
    {
        var output = new RecordedOutput();
        var result = await Runtime.ExecAsync(id, exec, output, CancellationToken.None);
        result.IsOk.ShouldBeFalse();
        (output.Output + output.Error).ShouldBeEmpty();
        return result.Error!;
    }

    private sealed class SlowOutput : IContainerOutput
    {
        public TaskCompletionSource FirstBytes { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask WriteAsync(ContainerStream stream, ReadOnlyMemory<byte> chunk)
        {
            FirstBytes.TrySetResult();
            await Go.Task;
        }
    }
}
