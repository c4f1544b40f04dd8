using System.Text;

namespace Operon.EndToEnd;

/// <summary>What <c>events</c> shows of runs in other processes, and how they are ended from elsewhere.</summary>
public sealed class EventsTests : IDisposable
{
    private const int Interrupt = 2;
    private readonly OperonProgram program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public async Task Events_ShowsRunsOfBeforeAndThoseThatBeginMeanwhile_UntilItIsInterrupted()
    {
        program.WriteOp("first", "name: first\nrun: { container: { image: { ref: IMAGE }, cmd: [echo, hello-there] } }\n");
        program.WriteOp("second", "name: second\nrun: { container: { image: { ref: IMAGE }, cmd: [echo, bye-bye] } }\n");
        (await program.RunAsync("run", "first")).Exit.ShouldBe(0);

        using var events = program.Start(["events"]);
        var errors = events.StandardError.ReadToEndAsync();
        var shown = await ReadUntilAsync(events.StandardOutput, "op succeeded");
        (await program.RunAsync("run", "second")).Exit.ShouldBe(0);
        shown += await ReadUntilAsync(events.StandardOutput, "op succeeded");
        OperonProgram.Signal(events, Interrupt);
        await events.WaitForExitAsync(TestContext.Current.CancellationToken);

        shown.ShouldContain("] hello-there\n");
        shown.IndexOf("hello-there", StringComparison.Ordinal).ShouldBeLessThan(shown.IndexOf("bye-bye", StringComparison.Ordinal));
        shown.Split("started op").Length.ShouldBe(3);
        events.ExitCode.ShouldBe(128 + Interrupt);
        (await errors).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("op")]
    [InlineData("runs")]
    public async Task Kill_OfARunInAnotherProcess_EndsItInOrder(string group)
    {
        program.WriteOp(".", "name: waits\nrun: { container: { image: { ref: IMAGE }, cmd: [sh, -c, 'trap \"echo bye; exit 0\" TERM; echo ready; while :; do sleep 0.1; done'] } }\n");
        using var run = program.Start(["run", "."]);
        var errors = run.StandardError.ReadToEndAsync();
        var shown = await ReadUntilAsync(run.StandardOutput, "] ready");
        var id = shown[1..9];

        var killed = await program.RunAsync(group, "kill", id);
        shown += await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        var again = await program.RunAsync(group, "kill", id);

        killed.ShouldBe(new OperonProgram.Ran(0, "", ""));
        run.ExitCode.ShouldBe(137, await errors);
        shown.ShouldContain("] bye\n");
        again.Exit.ShouldBe(1);
        again.Errors.ShouldContain("RUN0116");
    }

    private static async Task<string> ReadUntilAsync(StreamReader lines, string text)
    {
        var read = new StringBuilder();
        while (await lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            read.Append(line).Append('\n');
            if (line.Contains(text, StringComparison.Ordinal)) break;
        }

        return read.ToString();
    }
}
