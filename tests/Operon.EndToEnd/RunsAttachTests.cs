using System.Diagnostics;
using System.Text;
using Operon.EndToEnd.Terminal;

namespace Operon.EndToEnd;

/// <summary>Runs that are watched from another process, and what becomes of who watches when they end, by whatever cause.</summary>
public sealed class RunsAttachTests : IDisposable
{
    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Kill = 9;
    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly OperonProgram program = new();

    public void Dispose() => program.Dispose();

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("echo why >&2; exit 3", 1)]
    public async Task Attach_ToARun_ShowsAllThatItsOwnProcessShowsAndEndsAsItDoes(string end, int exit)
    {
        Gated(end);
        using var run = program.Start(["run", "main"]);
        var errors = run.StandardError.ReadToEndAsync();
        var shown = await ReadUntilAsync(run.StandardOutput, "] ready");
        using var attached = program.Start(["runs", "attach", "last"]);
        var attachedErrors = attached.StandardError.ReadToEndAsync();
        var seen = await ReadUntilAsync(attached.StandardOutput, "] ready");
        program.Write("main/gate/open", "");

        shown += await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        seen += await attached.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        (await EndAsync(run)).ShouldBe(exit, await errors);
        (await EndAsync(attached)).ShouldBe(exit, await attachedErrors);
        seen.ShouldBe(shown);
        if (exit == 0) (await attachedErrors).ShouldBe(await errors);
        else
        {
            (await attachedErrors).ShouldContain("OPS0515: nonzero container exit code: 3");
            (await attachedErrors).ShouldContain("  why\n");
        }
    }

    [Fact]
    public async Task Attach_FromNow_ShowsOnlyWhatIsYetToCome()
    {
        program.WriteOp("main", "name: main\nrun: { container: { image: { ref: IMAGE }, dirs: { /gate: $(./gate) }, cmd: [sh, -c, 'echo ready; while [ ! -e /gate/open ]; do sleep 0.1; echo tick; done; echo later'] } }");
        Directory.CreateDirectory(Path.Combine(program.Work, "main", "gate"));
        using var run = program.Start(["run", "main"]);
        await ReadUntilAsync(run.StandardOutput, "] ready");
        using var attached = program.Start(["runs", "attach", "last", "--from", "now"]);
        var seen = await ReadUntilAsync(attached.StandardOutput, "] tick");
        program.Write("main/gate/open", "");

        seen += await attached.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        seen.ShouldNotContain("started");
        seen.ShouldNotContain("ready");
        seen.ShouldContain("] later\n");
        seen.ShouldEndWith("] op succeeded\n");
        (await EndAsync(attached)).ShouldBe(0);
        await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        (await EndAsync(run)).ShouldBe(0);
    }

    [Theory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    [InlineData(Hangup)]
    public async Task Attach_ThatIsStopped_LeavesTheRunAlone(int signal)
    {
        Gated("echo later");
        using var run = program.Start(["run", "main"]);
        await ReadUntilAsync(run.StandardOutput, "] ready");
        using var attached = program.Start(["runs", "attach", "last"]);
        await ReadUntilAsync(attached.StandardOutput, "] ready");

        OperonProgram.Signal(attached, signal);

        (await attached.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldMatch("^run [0-9a-f]{8} goes on; operon runs kill [0-9a-f]{8} ends it\n$");
        (await EndAsync(attached)).ShouldBe(128 + signal);
        program.Write("main/gate/open", "");
        (await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldContain("] later\n");
        (await EndAsync(run)).ShouldBe(0);
    }

    [Fact]
    public async Task AttachAndLogs_OfARunThatIsKilled_EndWithIt()
    {
        Gated("true");
        using var run = program.Start(["run", "main"]);
        await ReadUntilAsync(run.StandardOutput, "] ready");
        var attached = program.RunAsync("runs", "attach", "last", "--output", "ndjson");
        var logs = program.RunAsync("runs", "logs", "last", "-f");
        await Task.Delay(1000, TestContext.Current.CancellationToken);

        (await program.RunAsync("runs", "kill", "last")).Exit.ShouldBe(0);

        (await EndAsync(run)).ShouldBe(137);
        (await attached).Exit.ShouldBe(137);
        (await attached).Output.TrimEnd('\n').Split('\n')[^1].ShouldContain("\"type\":\"result\",\"result\":\"killed\",\"exitCode\":137");
        (await logs).ShouldBe(new OperonProgram.Ran(0, "ready\n", ""));
    }

    [Fact]
    public async Task AttachAndLogs_OfARunWhoseProcessIsGone_EndAndSaySo()
    {
        Gated("true");
        using var run = program.Start(["run", "main"]);
        await ReadUntilAsync(run.StandardOutput, "] ready");
        var attached = program.RunAsync("runs", "attach", "last");
        var logs = program.RunAsync("runs", "logs", "last", "-f", "--call", "never");
        await Task.Delay(1000, TestContext.Current.CancellationToken);

        OperonProgram.Signal(run, Kill);

        (await attached).Exit.ShouldBe(1);
        (await attached).Errors.ShouldContain("RUN0118");
        (await attached).Errors.ShouldContain("operon runs retry ");
        (await logs).Exit.ShouldBe(1);
        (await logs).Errors.ShouldContain("RUN0112");
    }

    [Fact]
    public async Task Logs_ThatFollowCalls_HaveThoseThatBeginLaterToo()
    {
        program.WriteOp("main", """
            name: main
            run:
              serial:
                - { name: first, container: { image: { ref: IMAGE }, dirs: { /gate: $(./gate) }, cmd: [sh, -c, 'echo ready; while [ ! -e /gate/open ]; do sleep 0.1; done; echo one'] } }
                - { name: group, serial: [ { name: second, container: { image: { ref: IMAGE }, cmd: [echo, two] } }, { name: third, container: { image: { ref: IMAGE }, cmd: [echo, three] } } ] }
                - { name: last, container: { image: { ref: IMAGE }, cmd: [echo, four] } }
            """);
        Directory.CreateDirectory(Path.Combine(program.Work, "main", "gate"));
        using var run = program.Start(["run", "main"]);
        await ReadUntilAsync(run.StandardOutput, "] ready");
        using var several = program.Start(["runs", "logs", "last", "-f", "--call", "first", "--call", "serial/group"]);
        await ReadUntilAsync(several.StandardOutput, "ready");
        using var tail = program.Start(["runs", "logs", "last", "-f", "--tail", "1"]);
        await ReadUntilAsync(tail.StandardOutput, "ready");
        program.Write("main/gate/open", "");

        (await several.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe("one\ntwo\nthree\n");
        (await tail.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe("one\ntwo\nthree\nfour\n");
        (await EndAsync(several)).ShouldBe(0);
        (await EndAsync(tail)).ShouldBe(0);
        await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        (await EndAsync(run)).ShouldBe(0);
        (await program.RunAsync("runs", "logs", "last", "-f", "--call", "last")).Output.ShouldBe("four\n");
    }

    [Fact]
    public async Task Attach_AtATerminal_ShowsThePictureAndTakesItAway()
    {
        Gated("true");
        using var run = program.Start(["run", "main"]);
        await ReadUntilAsync(run.StandardOutput, "] ready");
        using (var terminal = new Tmux(program, (80, 20), "runs attach last"))
        {
            await terminal.UntilAsync(s => s.Any(l => l.Contains("2 running, 0 done", StringComparison.Ordinal)) && s.Any(l => l.Contains("] ready", StringComparison.Ordinal)));
            terminal.Type("C-c");
            (await terminal.EndAsync()).ShouldBe(130);
            terminal.Screen.ShouldNotContain(l => l.Contains("running,", StringComparison.Ordinal));
            terminal.Screen.ShouldContain(l => l.Contains(" goes on; operon runs kill ", StringComparison.Ordinal));
            terminal.Raw.LastIndexOf("\e[?25h", StringComparison.Ordinal).ShouldBeGreaterThan(terminal.Raw.LastIndexOf("\e[?25l", StringComparison.Ordinal));
        }

        using var again = new Tmux(program, (80, 20), "runs attach last");
        await again.UntilAsync("2 running");
        program.Write("main/gate/open", "");
        (await again.EndAsync()).ShouldBe(0);
        again.History.ShouldContain(l => l.StartsWith("✓ ./main", StringComparison.Ordinal));
        (await EndAsync(run)).ShouldBe(0);
    }

    [Fact]
    public async Task Retry_OfARunThatFailed_RunsItsContainersAgain()
    {
        program.WriteOp("main", "name: main\ninputs: { token: { string: { isSecret: true } }, where: { dir: {} } }\nrun: { container: { image: { ref: IMAGE }, envVars: { TOKEN: $(token) }, dirs: { /where: $(where) }, cmd: [sh, -c, 'test -e /where/fixed && test \"$TOKEN\" = s3cret-word && echo fixed'] } }");
        Directory.CreateDirectory(Path.Combine(program.Work, "where"));
        (await program.RunAsync("run", "main", "-a", "token=s3cret-word", "-a", "where=where")).Exit.ShouldBe(1);
        program.Write("where/fixed", "");

        var retried = await program.RunAsync("runs", "retry", "last");

        retried.Exit.ShouldBe(0, retried.Errors);
        retried.Lines.ShouldContain("fixed");
    }

    private void Gated(string end)
    {
        program.WriteOp("main", $"name: main\nrun: {{ container: {{ image: {{ ref: IMAGE }}, dirs: {{ /gate: $(./gate) }}, cmd: [sh, -c, 'echo ready; while [ ! -e /gate/open ]; do sleep 0.1; done; {end}'] }} }}");
        Directory.CreateDirectory(Path.Combine(program.Work, "main", "gate"));
    }

    private static async Task<int> EndAsync(Process process)
    {
        await process.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
        return process.ExitCode;
    }

    private static async Task<string> ReadUntilAsync(StreamReader lines, string text)
    {
        var read = new StringBuilder();
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            read.Append(line).Append('\n');
            if (line.Contains(text, StringComparison.Ordinal)) return read.ToString();
        }

        Assert.Fail($"it ended before it printed '{text}': {read}");
        return "";
    }
}
