using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Operon.Containers;
using Operon.Journal;
using Operon.Opspec.Values;
using Operon.Runs.Events;

namespace Operon.Engine.Tests.Runs;

public sealed class OpRunTests(Machine machine) : IAsyncLifetime
{
    private readonly Stage stage = new(machine);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task Outputs_ThatTheRunMade_StayInItsFolder_AndNothingElse()
    {
        stage.Runtime.Scripts["write"] = WriteAsync;
        var run = await stage.RunAsync("""
            container:
              image: { ref: busybox }
              cmd: [write]
              files: { /kept: $(kept), /same: $(kept), /lost: $(lost) }
              dirs: { /tree: $(tree) }
            """, "outputs: { kept: { file: {} }, tree: { dir: {} } }");

        run.Error.ShouldBeEmpty();
        run.Output("kept").ShouldStartWith(run.Folder);
        (await File.ReadAllTextAsync(run.Output("kept"))).ShouldNotBeEmpty();
        stage.Leftovers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Outputs_ThatAreOneFile_OrOneInsideTheOther_StayTogether()
    {
        stage.Runtime.Scripts["write"] = WriteAsync;
        var run = await stage.RunAsync("""
            serial:
              - container: { image: { ref: busybox }, cmd: [say], dirs: { /d: $(a) } }
              - container: { image: { ref: busybox }, cmd: [write], files: { /f: $(a/in/f) } }
              - op: { ref: ../pass, inputs: { d: $(a), f: $(a/in/f) }, outputs: { d: $(b), f: $(c) } }
            """, "outputs: { a: { dir: {} }, b: { dir: {} }, c: { file: {} } }");

        run.Outcome.ShouldBe(CallOutcome.Failed, "the op to pass them through is not there");
        run = await stage.Op("pass", "serial: []", "inputs: { d: { dir: {} }, f: { file: {} } }\noutputs: { d: { dir: {} }, f: { file: {} } }").RunOpAsync("main");

        run.Error.ShouldBeEmpty();
        run.Output("b").ShouldBe(run.Output("a"));
        run.Output("c").ShouldBe(Path.Combine(run.Output("a"), "in/f"));
        (await File.ReadAllTextAsync(run.Output("c"))).ShouldBe("/f");
    }

    [Theory]
    [InlineData("box: [say, ok]", CallOutcome.Succeeded)]
    [InlineData("box: [fail, 1]", CallOutcome.Failed)]
    [InlineData("box: [broken]", CallOutcome.Failed)]
    [InlineData("box: [kill]", CallOutcome.Killed)]
    public async Task Scratch_IsRemoved_HoweverTheRunEnds(string last, CallOutcome outcome)
    {
        using var kill = new CancellationTokenSource();
        stage.Runtime.Scripts["broken"] = (_, _, _) => throw new InvalidOperationException("a bug");
        stage.Runtime.Scripts["kill"] = async (_, _, stop) =>
        {
            await kill.CancelAsync();
            return new ContainerExit(137, stop.IsCancellationRequested);
        };
        stage.Op("main", $"serial:\n  - container: {{ image: {{ ref: busybox }}, cmd: [say, x], files: {{ /f: $(f), /t: \"text $(s)\" }}, dirs: {{ /d: $(d) }} }}\n  - {last}", "inputs: { s: { string: { isSecret: true, default: hidden } } }");
        var run = await stage.RunOpAsync("main", kill: kill.Token);

        run.Outcome.ShouldBe(outcome);
        stage.Runtime.Started[0].Mounts.Length.ShouldBe(3);
        stage.Leftovers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_WhereNothingCanBeWritten_IsAnError()
    {
        stage.Op("main", "box: [say, x]");
        Directory.CreateDirectory(stage.Data.Root);
        await File.WriteAllTextAsync(stage.Data.Runs, "in the way");

        stage.TryCreate("main").Error.ShouldNotBeNull().Message.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task OutputThatCannotBeWritten_FailsTheCall_AndStopsSiblings()
    {
        stage.Runtime.Scripts["talk"] = TalkAsync;
        await using var run = stage.Op("main", "parallel: [{ box: [wait] }, { name: talk, box: [talk] }]").Create("main");
        await File.WriteAllTextAsync(Path.Combine(run.Folder.Path, "output"), "in the way");

        var result = await run.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        result.Outcome.ShouldBe(CallOutcome.Failed);
        result.Error!.RootCause.Rule.ShouldBe(EngineRules.Recording);
    }

    [Theory]
    [InlineData("serialLoop: { until: [{ eq: [1, 2] }], run: { box: [say, x] } }")]
    [InlineData("serialLoop: { until: [{ eq: [1, 2] }], run: { box: [talk] } }")]
    [InlineData("parallel: [{ box: [wait] }, { serialLoop: { until: [{ eq: [1, 2] }], run: { box: [talk] } } }]")]
    [InlineData("parallelLoop: { range: $(many), vars: { value: $(v) }, run: { box: [say, $(v)] } }")]
    public async Task FullDisk_EndsTheRunWithAnError(string body)
    {
        stage.Runtime.Scripts["talk"] = TalkAsync;
        stage.Op("main", body, $"inputs: {{ many: {{ string: {{ default: '[{string.Join(',', Enumerable.Range(0, 3000))}]' }} }} }}");
        Directory.CreateDirectory(stage.Data.Runs);
        Mount("-t", "tmpfs", "-o", "size=256k", "tmpfs", stage.Data.Runs);
        try
        {
            await using var run = stage.Create("main");

            var result = await run.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

            result.Outcome.ShouldBe(CallOutcome.Failed);
            var error = result.Error.ShouldNotBeNull().RootCause;
            error.Message.ShouldContain("disk is full");
        }
        finally
        {
            Mount("-u", stage.Data.Runs);
        }
    }

    [Fact]
    public async Task LastEventThatIsLost_IsNoSuccess()
    {
        await using var run = stage.Op("main", "box: [close]").Create("main");
        stage.Runtime.Scripts["close"] = async (_, _, _) =>
        {
            await run.Folder.CloseAsync();
            return new ContainerExit(0, WasStopped: false);
        };

        var result = await run.RunAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

        result.Outcome.ShouldBe(CallOutcome.Failed);
        result.Error!.Rule.ShouldBe(EngineRules.Recording);
    }

    [Fact]
    public async Task Events_OfSuccessiveRuns_AreInFoldersOfTheirOwn()
    {
        var first = await stage.RunAsync("box: [say, 1]");
        var second = await stage.RunAsync("box: [say, 2]");

        first.Folder.ShouldNotBe(second.Folder);
        first.Started.First().Call.ToString().ShouldBe(Path.GetFileName(first.Folder));
    }

    // Writes the path of each mounted file into it.
    private static async Task<Text.Result<ContainerExit>> WriteAsync(ContainerSpec spec, IContainerOutput output, CancellationToken stop)
    {
        foreach (var mount in spec.Mounts.Where(m => File.Exists(m.Source.ToString()))) await File.WriteAllTextAsync(mount.Source.ToString(), mount.Target, stop);
        return new ContainerExit(0, WasStopped: false);
    }

    private static async Task<Text.Result<ContainerExit>> TalkAsync(ContainerSpec spec, IContainerOutput output, CancellationToken stop)
    {
        for (var i = 0; i < 100; i++) await output.WriteAsync(ContainerStream.Output, "0123456789 0123456789 0123456789\n"u8.ToArray());
        return new ContainerExit(0, WasStopped: false);
    }

    private static void Mount(params string[] words)
    {
        using var process = Process.Start(words[0] == "-u" ? "umount" : "mount", words[0] == "-u" ? ["-l", .. words[1..]] : words);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }
}
