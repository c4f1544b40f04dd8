using System.ComponentModel;
using System.Text;
using Operon.Host.Linux;
using Operon.Host.Processes;

namespace Operon.Host.Tests.Linux;

public sealed class SpawnedProcessTests
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 255", 255)]
    public async Task Ended_Exits_IsTheCode(string script, int code)
    {
        using var process = SpawnedProcess.Start(Shell(script));

        (await process.Ended).ShouldBe(code);
        process.ExitCode.ShouldBe(code);
        process.Wait().ShouldBe(code);
    }

    [Fact]
    public async Task Ended_Killed_IsTheSignal()
    {
        using var process = SpawnedProcess.Start(Shell("read line") with { HasInput = true });

        process.ExitCode.ShouldBeNull();
        process.Kill();

        (await process.Ended).ShouldBe(-Signals.Kill);
    }

    [Fact]
    public async Task Input_WrittenAndClosed_ComesOutToTheEnd()
    {
        using var process = SpawnedProcess.Start(Shell("cat; echo done >&2") with { HasInput = true });
        var text = new string('x', 300_000);

        var reading = Task.WhenAll(TextOf(process.Output), TextOf(process.Error));
        await process.Input!.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        await process.Input.DisposeAsync();

        (await reading).ShouldBe([text, "done\n"]);
        (await process.Ended).ShouldBe(0);
    }

    [Fact]
    public async Task Start_WithoutInput_HasNothingToRead()
    {
        using var process = SpawnedProcess.Start(Shell("cat; pwd; echo $WORD") with { Directory = "/usr", Environment = [new("PATH", "/usr/bin:/bin"), new("WORD", "ä b")] });

        process.Input.ShouldBeNull();
        (await TextOf(process.Output)).ShouldBe("/usr\nä b\n");
    }

    [Fact]
    public void Start_NoSuchProgram_Tells()
    {
        Assert.SkipWhen(Environment.ProcessId == 1, "there a shell stands for each program, and ends with 127");
        Should.Throw<Win32Exception>(() => SpawnedProcess.Start("/no/such/program", [], "/", []));
    }

    [Fact]
    public async Task Dispose_NobodyWaits_LeavesNothing()
    {
        var process = SpawnedProcess.Start(Shell("exit 3"));
        process.Dispose();

        await process.Ended;
        Directory.Exists($"/proc/{process.Id}").ShouldBeFalse();
    }

    [Fact]
    public async Task Start_ManyAtOnceFromManyThreads_EachHasItsOwnEnd()
    {
        const int count = 200;
        var codes = new int[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            using var process = SpawnedProcess.Start(Shell($"echo {i}; exit {i}"));
            (await TextOf(process.Output)).ShouldBe($"{i}\n");
            codes[i] = await process.Ended;
        });

        codes.ShouldBe(Enumerable.Range(0, count));
    }

    // There .NET reaps whatever has ended, as the first process of a container has to.
    [Fact]
    public async Task Ended_ThisProcessIsTheFirstOfItsNamespace_IsTheCodeToo()
    {
        Assert.SkipWhen(Environment.ProcessId == 1, "this is what it runs");
        Assert.SkipUnless(UserNamespace.IsRoot, "makes a process namespace, for which it must be root");
        var program = new HelperProgram("unshare", "--pid", "--fork", "--mount-proc", Environment.ProcessPath!, "--no-progress", "--filter-class", typeof(SpawnedProcessTests).FullName!);

        var result = (await new ProcessRunner(TimeProvider.System).RunAsync(program, TestContext.Current.CancellationToken)).Value;

        result.ExitCode.ShouldBe(0, Encoding.UTF8.GetString(result.Output.Span));
    }

    [Fact]
    public async Task Ended_EndsAreIgnored_IsTheCodeToo()
    {
        var program = new HelperProgram("sh", "-c", "trap '' CHLD; exec \"$0\" --no-progress --filter-method '*Ended_Exits_IsTheCode'", Environment.ProcessPath!);

        var result = (await new ProcessRunner(TimeProvider.System).RunAsync(program, TestContext.Current.CancellationToken)).Value;

        result.ExitCode.ShouldBe(0, Encoding.UTF8.GetString(result.Output.Span));
    }

    private static ProgramStart Shell(string script) => new("/bin/sh", ["-c", script], "/", [new("PATH", "/usr/bin:/bin")]);

    private static async Task<string> TextOf(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
