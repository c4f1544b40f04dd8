using System.Text;

namespace Operon.Containers.Tests.Contract;

/// <summary>Further processes with a terminal.</summary>
public abstract class TerminalTests(Machine machine, IContainerRuntime runtime) : ExecContractTests(machine, runtime)
{
    [Fact]
    public async Task Terminal_HasSizeKeysAndItsOwnSession()
    {
        await using var container = await StartAsync(Idle);
        var terminal = new ContainerTerminal(new TerminalSize(99, 33));
        var input = new System.IO.Pipelines.Pipe();
        var output = new RecordedOutput();

        // Runtimes make the terminal, and its size is set when they have handed it over: a program may look before that.
        var script = "trap 'echo winch' WINCH; trap 'echo interrupted; exit 5' INT; echo $TERM; until [ \"$(stty size 2>/dev/null)\" = \"33 99\" ]; do :; done; stty size; until read x; do :; done; stty size; echo got $x; while :; do sleep 1; done";
        var running = Runtime.ExecAsync(container.Spec.Id, Exec(script) with { Terminal = terminal, Input = input.Reader.AsStream() }, output, CancellationToken.None);
        await output.UntilAsync("33 99\r\n");

        terminal.Size = new TerminalSize(120, 50);
        await output.UntilAsync("winch\r\n");
        await input.Writer.WriteAsync("key\r"u8.ToArray(), TestContext.Current.CancellationToken);
        await output.UntilAsync("got key\r\n");
        await input.Writer.WriteAsync(new byte[] { 3 }, TestContext.Current.CancellationToken);

        (await running).Value.ExitCode.ShouldBe(5);
        output.Error.ShouldBeEmpty();

        // What is typed is shown, as a terminal does.
        output.Output.ShouldStartWith("xterm\r\n");
        output.Output.ShouldContain("key\r\n");
        output.Output.ShouldContain("50 120\r\ngot key\r\n");
        output.Output.ShouldEndWith("^Cinterrupted\r\n");
    }

    [Fact]
    public async Task Terminal_InputEnds_ShellEndsAsByItsKey()
    {
        await using var container = await StartAsync(Idle);

        var (exit, output) = await ExecAsync(container, new ExecSpec
        {
            Command = [.. Words("sh")],
            Terminal = Terminal(),
            Input = new MemoryStream(Encoding.UTF8.GetBytes("echo o\"\"ne\r")),
        });

        exit.ExitCode.ShouldBe(0);
        output.Output.ShouldContain("\none\r\n");
        (await ExecAsync(container, Exec("cat; echo end") with { Terminal = Terminal() })).Output.Output.ShouldBe("end\r\n");
    }

    [Fact]
    public async Task Terminal_Megabytes_ArriveToTheLastByte()
    {
        await using var container = await StartAsync(Idle);

        var (exit, output) = await ExecAsync(container, Exec("stty raw -echo; seq 300000; echo last; exit 9") with { Terminal = Terminal() });

        exit.ExitCode.ShouldBe(9);
        output.Output.Split('\n').ShouldBe([.. Enumerable.Range(1, 300_000).Select(i => $"{i}"), "last", ""]);
    }

    // As with pipes, what stays does not keep those waiting who follow the one that has ended.
    [Fact]
    public async Task Terminal_LeavesAProcess_EndsWithAllOutput()
    {
        await using var container = await StartAsync(Idle);

        var (exit, output) = await ExecAsync(container, Exec("trap '' HUP; setsid sleep 505 & seq 3000; echo last; exit 9") with { Terminal = Terminal() }).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        exit.ExitCode.ShouldBe(9);
        output.Output.Split("\r\n").ShouldBe([.. Enumerable.Range(1, 3000).Select(i => $"{i}"), "last", ""]);
        (await ExecAsync(container, "ps -o args | grep '[s]leep 505'")).Output.Output.ShouldBe("sleep 505\n");
    }

    [Fact]
    public async Task Terminal_LeavesOneThatWritesWithoutEnd_EndsAllTheSame()
    {
        await using var container = await StartAsync(Idle);

        var (exit, output) = await ExecAsync(container, Exec("trap '' HUP; setsid yes & echo first; exit 9") with { Terminal = Terminal() }).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        exit.ExitCode.ShouldBe(9);
        output.Output.ShouldContain("first\r\n");
    }

    [Fact]
    public async Task Terminal_Killed_IsClosedAndNothingStays()
    {
        await using var container = await StartAsync(Idle);
        using var kill = new CancellationTokenSource();
        var output = new RecordedOutput();
        var running = Runtime.ExecAsync(container.Spec.Id, Exec("trap '' TERM HUP INT; sh -c 'sleep 503; true' & echo started; sleep 504; true") with { Terminal = Terminal() }, output, kill.Token);
        await output.FirstBytes.Task;

        await kill.CancelAsync();

        (await running).Value.WasStopped.ShouldBeTrue();

        // A terminal is there as long as anybody has one of its ends.
        (await ExecAsync(container, "ps -o args | grep '[s]leep 50'; ls /dev/pts")).Output.Output.ShouldBe("ptmx\n");
    }
}
