using Operon.Host.Processes;

namespace Operon.Host.Tests.Processes;

public sealed class ProcessRunnerTests
{
    private readonly ProcessRunner runner = new(TimeProvider.System);

    [Fact]
    public async Task Run_PassesArgumentsAsTheyAre_AndCollectsBothStreams()
    {
        var result = (await runner.RunAsync(new HelperProgram("/bin/sh", "-c", "printf '%s|' \"$@\"; printf err >&2; exit 7", "sh", "a b", "", "$HOME", "*"), default)).Value;
        result.ExitCode.ShouldBe(7);
        result.Output.ToString().ShouldBe("a b||$HOME|*|");
        result.Error.ToString().ShouldBe("err");
        result.IsCut.ShouldBeFalse();
    }

    [Fact]
    public async Task Run_WithAnEnvironment_HandsOnNothingElse()
    {
        var environment = new Dictionary<string, string> { ["ONLY"] = "this" };
        var result = (await runner.RunAsync(new HelperProgram("/usr/bin/env") { Environment = environment, WorkingDirectory = "/" }, default)).Value;
        result.Output.ToString().ShouldBe("ONLY=this\n");
    }

    [Fact]
    public async Task Run_FeedsInput_AlsoWhenItIsNotRead()
    {
        var input = new byte[300_000];
        (await runner.RunAsync(new HelperProgram("/usr/bin/wc", "-c") { StandardInput = input }, default)).Value.Output.ToString().Trim().ShouldBe("300000");
        (await runner.RunAsync(new HelperProgram("/bin/true") { StandardInput = input }, default)).Value.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Run_WithMuchOutput_KeepsItsBeginning()
    {
        var result = (await runner.RunAsync(new HelperProgram("/bin/sh", "-c", "head -c 5000000 /dev/zero") { OutputLimit = 1000 }, default)).Value;
        result.Output.Length.ShouldBe(1000);
        result.IsCut.ShouldBeTrue();
        result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Run_AProgramThatLeavesSomethingWithItsStreams_Ends()
    {
        var result = (await runner.RunAsync(new HelperProgram("/bin/sh", "-c", "sleep 30 & echo said"), default)).Value;
        result.Output.ToString().ShouldBe("said\n");
    }

    [Fact]
    public async Task Run_WhenCancelled_KillsWhatItStarted()
    {
        using var stop = new CancellationTokenSource();
        var running = runner.RunAsync(new HelperProgram("/bin/sh", "-c", "sleep 60; sleep 60"), stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Run_WhatIsNotThere_IsADiagnostic() =>
        (await runner.RunAsync(new HelperProgram("no-such-program-anywhere"), default)).Error!.Rule.ShouldBe(HostRules.ProgramNotStarted);
}
