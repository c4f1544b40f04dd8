using System.Text;
using Operon.Containers;
using Operon.Containers.Tests;
using Operon.Content;
using Operon.Content.Locations;
using Operon.Engine.Runs;
using Operon.Host.Owners;
using Operon.Journal;
using Operon.Runs.Events;

namespace Operon.Engine.Tests.Calls;

public sealed class ContainerCallTests(Machine machine) : IAsyncLifetime
{
    private readonly Stage stage = new(machine);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task Specification_IsWhatTheOpSays()
    {
        var run = await stage.File("main/in.txt", "content").RunAsync("""
            container:
              image: { ref: $(image) }
              cmd: [say, "$(count)", $(flag)]
              envVars: { A: $(count), B: [1, x] }
              dirs: { /d: $(made) }
              files: { /in.txt: }
              name: web-$(count)
              workDir: /w/$(count)
            """, "inputs: { count: { number: { default: 3 } }, flag: { boolean: { default: true } }, image: { string: { default: BusyBox } } }");

        run.Error.ShouldBeEmpty();
        var spec = stage.Runtime.Started.ShouldHaveSingleItem();
        spec.Command.Select(w => w.ToString()).ShouldBe(["say", "3", "true"]);
        spec.Environment.Select(v => $"{v.Name}={v.Value}").ShouldBe(["A=3", "B=[1,\"x\"]"]);
        spec.Mounts.Select(m => m.Target).ShouldBe(["/d", "/in.txt"]);
        spec.Names.ShouldBe(["web-3"]);
        spec.WorkingDirectory.ShouldBe("/w/3");
        spec.Id.ShouldBe(run.Started.Last().Call.ToString());
    }

    [Fact]
    public async Task Proxies_AreThereUnlessTheOpSetsThatVeryName()
    {
        stage.Defaults = new ContainerDefaults { Environment = [new("HTTP_PROXY", "http://proxy:1"), new("no_proxy", "local")] };

        await stage.RunAsync("container: { image: { ref: busybox }, cmd: [say], envVars: { HTTP_PROXY: mine, NO_PROXY: mine } }");

        stage.Runtime.Started.ShouldHaveSingleItem().Environment.Select(v => $"{v.Name}={v.Value}").ShouldBe(["no_proxy=local", "HTTP_PROXY=mine", "NO_PROXY=mine"]);
    }

    [Fact]
    public async Task Memory_UsedUp_IsSaidWithTheLimitAndWhatToDo()
    {
        stage.Defaults = new ContainerDefaults { Limits = new ContainerLimits(16 << 20, null, null) };
        stage.Runtime.Capabilities = stage.Runtime.Capabilities with { HasLimits = true };
        stage.Runtime.Scripts["hungry"] = (_, _, _) => Task.FromResult<Text.Result<ContainerExit>>(new ContainerExit(137, WasStopped: false) { RanOutOfMemory = true });

        var run = await stage.RunAsync("box: [hungry]");

        run.Cause.Message.ShouldBe("nonzero container exit code: 137");
        run.Cause.Notes.ShouldContain(n => n.Contains("16,777,216 bytes of memory"));
        run.Cause.Fix.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("image: { ref: nobody-has-this }", "IMG")]
    [InlineData("image: { ref: 'not a ref!' }", "")]
    [InlineData("image: { ref: $(nope) }", "'nope'")]
    [InlineData("image: { ref: $(./) }", "")]
    [InlineData("image: { ref: busybox }, cmd: text", "cmd")]
    [InlineData("image: { ref: busybox }, cmd: [$(nope)]", "'nope'")]
    [InlineData("image: { ref: busybox }, files: { relative: x }", "relative")]
    [InlineData("image: { ref: busybox }, dirs: { /: $(x) }", "root")]
    [InlineData("image: { ref: busybox }, envVars: { A: $(nope) }", "'nope'")]
    public async Task CallThatCannotBeEvaluated_FailsBeforeAnythingStarts(string container, string message)
    {
        var run = await stage.RunAsync($"container: {{ {container} }}");

        run.Outcome.ShouldBe(CallOutcome.Failed);
        if (message == "IMG") run.Cause.Code.ShouldStartWith(message);
        else run.Error.ShouldContain(message);
        run.Result.Error!.Span.ShouldNotBeNull();
        stage.Runtime.Started.ShouldBeEmpty();
    }

    [Fact]
    public async Task Kill_WhileTheImageIsLoaded_EndsKilled()
    {
        // A layer that somebody else is just unpacking, for as long as this test likes.
        var layer = Guid.NewGuid().ToByteArray();
        _ = MachineImage.WriteLayout(Path.Combine(stage.Ops, "main", "image"), [MachineImage.RootFs(), layer]);
        using var unpacking = OwnerLock.Acquire(Path.Combine(machine.ImageFolder, "layers", Digest.Of(layer).Hex + ".lock"), OwnerIdentity.Current()).Value;
        using var kill = new CancellationTokenSource();
        await using var run = stage.Op("main", "container: { image: { ref: $(./image) }, cmd: [say, x] }").Create("main");
        var finishing = Task.Run(() => Stage.FinishAsync(run, kill.Token));
        using (var reader = run.Folder.OpenReader().Value)
        {
            await foreach (var entry in reader.FollowAsync())
            {
                if (RunEventJson.Read(entry.Payload).Value is CallStarted { Kind: "container" }) break;
            }
        }

        await kill.CancelAsync();

        (await finishing).Outcome.ShouldBe(CallOutcome.Killed);
        stage.Runtime.Said.ShouldBeEmpty();
    }

    [Fact]
    public async Task Failure_KeepsTheLastTenLinesOfErrors()
    {
        stage.Runtime.Scripts["talks"] = async (_, output, _) =>
        {
            for (var i = 1; i <= 5000; i++) await output.WriteAsync(ContainerStream.Error, Encoding.UTF8.GetBytes($"line {i}\n"));
            await output.WriteAsync(ContainerStream.Output, "last of output\n"u8.ToArray());
            return new ContainerExit(1, WasStopped: false);
        };
        var run = await stage.RunAsync("{ name: talk, box: [talks] }");

        var note = run.Cause.Notes.Single(n => n.Contains("stderr", StringComparison.Ordinal));
        note.ShouldEndWith("line 4999\nline 5000");
        note.Split('\n').Length.ShouldBe(11);
        run.Cause.Notes[0].ShouldBe("call talk in ./main");
    }

    [Fact]
    public async Task Output_IsRecordedByteForByte_EachChunkWithItsPlace()
    {
        byte[] bytes = [0xff, 0x00, (byte)'\n', 0xc3];
        stage.Runtime.Scripts["bytes"] = async (_, output, _) =>
        {
            for (var i = 0; i < 1000; i++)
            {
                await output.WriteAsync(ContainerStream.Output, bytes);
                await output.WriteAsync(ContainerStream.Error, new[] { (byte)i });
            }

            return new ContainerExit(0, WasStopped: false);
        };
        var run = await stage.RunAsync("box: [bytes]");

        var written = run.Events.Select(e => e.Event).OfType<OutputWritten>().ToList();
        written.Where(w => w.Stream == OutputKind.Stdout).Select(w => w.Offset).ShouldBe(Enumerable.Range(0, 1000).Select(i => i * 4L));
        using var reader = RunFolder.Open(run.Folder, TimeProvider.System).Value;
        using var stdout = reader.Output(written[0].Call.ToString(), OutputStream.Stdout);
        var got = new byte[4000];
        stdout.Read(0, got).ShouldBe(4000);
        got.Chunk(4).ShouldAllBe(chunk => chunk.SequenceEqual(bytes));
    }

    [Fact]
    public async Task OutputsOfAKilledContainer_ThatNobodyNeedsAnyMore_AreKept()
    {
        var run = await stage.RunAsync("""
            serial:
              - parallel:
                  - { name: server, container: { image: { ref: busybox }, cmd: [wait], files: { /out: $(made) } } }
                  - { needs: [server], box: [await, waiting] }
              - { if: [{ exists: $(made) }], box: [say, "<$(made)>"] }
            """);

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["<>"]);
    }

    [Theory]
    [InlineData("privileged: true", "privileged")]
    [InlineData("limits: { memory: 64m }", "limits")]
    public async Task WhatTheRuntimeCannotGive_IsRefusedByName(string key, string name)
    {
        var run = await stage.RunAsync($"container: {{ image: {{ ref: busybox }}, {key} }}");

        run.Cause.Rule.ShouldBe(EngineRules.NotHere);
        run.Cause.Message.ShouldContain(name);
        stage.Runtime.Started.ShouldBeEmpty();
    }

    [Fact]
    public async Task PortsPrivilegesAndLimits_ReachTheRuntime()
    {
        stage.Runtime.Capabilities = stage.Runtime.Capabilities with { HasPrivileged = true, HasLimits = true };

        await stage.RunAsync("container: { image: { ref: busybox }, cmd: [say], ports: { 80: 8080, 53udp: 5353, 90-92/udp: 190-192 }, privileged: true, limits: { memory: 64m, cpus: 0.5, pids: 7 } }");

        var spec = stage.Runtime.Started.ShouldHaveSingleItem();
        spec.IsPrivileged.ShouldBeTrue();
        spec.Limits.ShouldBe(new ContainerLimits(64 << 20, 0.5, 7));
        spec.Ports.Select(p => $"{p.ContainerPort} at {p}").Order().ShouldBe(["53 at 5353/udp", "80 at 8080/tcp", "90 at 190-192/udp"]);
        spec.Ports.ShouldAllBe(p => !p.IsOpenToOthers);
    }

    [Fact]
    public async Task PortsThatAreNotAsManyOnBothSides_AreRefused()
    {
        var run = await stage.RunAsync("container: { image: { ref: busybox }, cmd: [say], ports: { 80-81: 8080 } }");

        run.Cause.Rule.ShouldBe(EngineRules.CallRefused);
        stage.Runtime.Started.ShouldBeEmpty();
    }

    [Fact]
    public async Task OpThatWasFetched_IsCopiedForContainers_AndTheirVariablesLeadToTheCopy()
    {
        var fetched = Path.Combine(stage.Data.Ops, "example.com", "tool#1.0.0");
        Directory.CreateDirectory(Path.Combine(fetched, "sub"));
        await File.WriteAllTextAsync(Path.Combine(fetched, "sub", "file"), "as fetched");
        File.SetUnixFileMode(Path.Combine(fetched, "sub", "file"), (UnixFileMode)0b111_101_000);
        File.CreateSymbolicLink(Path.Combine(fetched, "link"), "sub");
        await File.WriteAllTextAsync(Path.Combine(fetched, "op.yml"), """
            name: tool
            inputs: { sub: { dir: { default: $(./sub) } } }
            outputs: { sub: { dir: {} } }
            run:
              container:
                image: { ref: busybox }
                cmd: [change]
                dirs: { /all: $(./), /again: $(./), /sub: $(sub) }
                files: { /one: $(./sub/file) }
            """);
        List<string> seen = [];
        stage.Runtime.Scripts["change"] = async (spec, _, stop) =>
        {
            string Source(string target) => ((LocalLocation)spec.Mounts.Single(m => m.Target == target).Source).Path;
            seen.Add(new FileInfo(Path.Combine(Source("/all"), "link")).LinkTarget!);
            seen.Add(File.GetUnixFileMode(Path.Combine(Source("/all"), "sub", "file")).ToString("D"));
            seen.Add((Source("/all") == Source("/again")).ToString());
            await File.WriteAllTextAsync(Path.Combine(Source("/all"), "sub", "file"), "changed", stop);
            await File.WriteAllTextAsync(Source("/one"), "changed too", stop);
            await File.WriteAllTextAsync(Path.Combine(Source("/sub"), "file"), "made", stop);
            return new ContainerExit(0, WasStopped: false);
        };

        var run = await stage.RunAsync($"serial: [{{ op: {{ ref: '{fetched}', outputs: {{ sub: $(d) }} }} }}, {{ box: [say, $(d/file)] }}]");

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["made"]);
        seen.ShouldBe(["sub", ((int)(UnixFileMode)0b111_101_000).ToString(), "True"]);
        (await File.ReadAllTextAsync(Path.Combine(fetched, "sub", "file"))).ShouldBe("as fetched");
    }

    [Fact]
    public async Task RealContainers_ChangeFilesInPlace_AndPassThemOn()
    {
        await using var real = new Stage(machine, machine.RuntimeAsync);
        var run = await real.File("main/seed.txt", "seed").RunAsync("""
            serial:
              - container:
                  image: { ref: busybox }
                  files: { /seed: $(./seed.txt), /text: $(text), /made: $(made) }
                  dirs: { /tree: $(tree) }
                  cmd: [sh, -ec, "cat /seed /text > /made; echo changed > /text; mkdir /tree/d; cp /made /tree/d/f 2>/dev/null || cat /made > /tree/d/f"]
              - container: { image: { ref: busybox }, files: { /a: $(made), /b: $(text) }, dirs: { /t: $(tree) }, cmd: [sh, -ec, "cat /a /b /t/d/f; echo err >&2"] }
            """, "inputs: { text: { string: { default: ' and text' } } }\noutputs: { made: { file: {} }, tree: { dir: {} }, text: { string: {} } }");

        run.Error.ShouldBeEmpty();
        run.Output("text").ShouldBe("changed\n");
        (await File.ReadAllTextAsync(run.Output("made"))).ShouldBe("seed and text");
        (await File.ReadAllTextAsync(Path.Combine(run.Output("tree"), "d/f"))).ShouldBe("seed and text");
        using var reader = RunFolder.Open(run.Folder, TimeProvider.System).Value;
        using var stdout = reader.Output(run.Started.Last().Call.ToString(), OutputStream.Stdout);
        var bytes = new byte[100];
        Encoding.UTF8.GetString(bytes.AsSpan(0, stdout.Read(0, bytes))).ShouldBe("seed and textchanged\nseed and text");
    }

    [Theory]
    [InlineData("[no-such-program]", "CON0001")]
    [InlineData("[sh, -c, 'exit 3']", "OPS0515")]
    public async Task RealContainers_ThatFail_SayWhy(string cmd, string code)
    {
        await using var real = new Stage(machine, machine.RuntimeAsync);
        var run = await real.RunAsync($"container: {{ image: {{ ref: busybox }}, cmd: {cmd} }}");

        run.Outcome.ShouldBe(CallOutcome.Failed);
        run.Cause.Code.ShouldBe(code);
    }

    [Fact]
    public async Task RealContainers_Killed_EndWithTheRun()
    {
        await using var real = new Stage(machine, machine.RuntimeAsync);
        using var kill = new CancellationTokenSource();
        await using var run = real.Op("main", "container: { image: { ref: busybox }, cmd: [sh, -c, \"trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done\"] }").Create("main");
        var finishing = Task.Run(() => Stage.FinishAsync(run, kill.Token));
        using (var reader = run.Folder.OpenReader().Value)
        {
            await foreach (var entry in reader.FollowAsync())
            {
                if (RunEventJson.Read(entry.Payload).Value is OutputWritten or CallEnded) break;
            }
        }

        await kill.CancelAsync();
        var recorded = await finishing;

        recorded.Outcome.ShouldBe(CallOutcome.Killed);
        recorded.Ended.First().ExitCode.ShouldBe(0);
    }
}
