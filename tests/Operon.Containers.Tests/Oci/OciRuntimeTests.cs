using System.Text.Json.Nodes;
using Operon.Containers.Images;
using Operon.Content.Locations;
using Operon.Text;

namespace Operon.Containers.Tests.Oci;

public abstract class OciRuntimeTests(Machine machine, Containers.Oci.OciRuntime runtime) : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-bind-").FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Run_Echo_OutputAndExitCodeArrive()
    {
        var (exit, output) = await RunAsync("echo out; echo err >&2; exit 3");

        exit.ShouldBe(new ContainerExit(3, WasStopped: false));
        output.Output.ShouldBe("out\n");
        output.Error.ShouldBe("err\n");
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 255", 255)]
    [InlineData("sh -c 'kill -9 $$'; exit $?", 137)]
    [InlineData("sh -c 'kill -15 $$'; exit $?", 143)]
    public async Task Run_ExitCodeOrSignal_IsPassedOn(string script, int expected)
    {
        var (exit, _) = await RunAsync(script);

        exit.ExitCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Run_Environment_IsCleanAndInOrder()
    {
        var spec = Spec("env") with { Environment = [new("B", "1"), new("A", "two words\nand ü"), new("B", "2")] };

        var (_, output) = await RunAsync(spec);

        output.Output.ShouldBe($"PATH=/usr/local/bin:/usr/bin:/bin\nHOSTNAME={spec.Id[..12]}\nB=2\nA=two words\nand ü\nHOME=/root\n");
    }

    [Fact]
    public async Task Run_EnvironmentThatIsNotUtf8_IsRefusedByName()
    {
        var spec = Spec("env") with { Environment = [new("RAW", new ByteString(new byte[] { 0xff, 0xfe }))] };

        var failure = await FailAsync(spec);

        failure.Rule.ShouldBe(ContainerRules.NotPassable);
        failure.Message.ShouldContain("RAW");
    }

    [Fact]
    public async Task Run_MissingWorkingDirectory_IsMade()
    {
        var (_, output) = await RunAsync(Spec("pwd") with { WorkingDirectory = "/made/for it" });

        output.Output.ShouldBe("/made/for it\n");
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("/plain.txt")]
    [InlineData("/proc/self/fd/7")]
    public async Task Run_UnusableWorkingDirectory_IsRefused(string directory)
    {
        var failure = await FailAsync(Spec("pwd") with { WorkingDirectory = directory });

        failure.Rule.ShouldBe(ContainerRules.WorkingDirectory);
        failure.Message.ShouldContain(directory);
    }

    [Fact]
    public async Task Run_DirectoryAndFileMounted_AreChangedInPlace()
    {
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "before");
        var directory = Directory.CreateDirectory(Path.Combine(folder, "a:b, c")).FullName;

        var (exit, output) = await RunAsync(Spec("sh", "-c", "cat '/in put/f'; echo new > '/in put/f'; echo made > /deep/er/x") with
        {
            Mounts = [new(new LocalLocation(file), "/in put/f"), new(new LocalLocation(directory), "/deep/er")],
        });

        exit.ExitCode.ShouldBe(0, output.Error);
        output.Output.ShouldBe("before");
        (await File.ReadAllTextAsync(file)).ShouldBe("new\n");
        (await File.ReadAllTextAsync(Path.Combine(directory, "x"))).ShouldBe("made\n");
    }

    [Fact]
    public async Task Run_FileMountedInsideMountedDirectory_CoversItWhateverTheOrder()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "f"), "dir");
        var cover = Path.Combine(folder, "cover");
        await File.WriteAllTextAsync(cover, "file");

        var (_, output) = await RunAsync(Spec("cat", "/d/f") with
        {
            Mounts = [new(new LocalLocation(cover), "/d/f"), new(new LocalLocation(folder), "/d")],
        });

        output.Output.ShouldBe("file");
        (await File.ReadAllTextAsync(Path.Combine(folder, "f"))).ShouldBe("dir");
    }

    [Fact]
    public async Task Run_ReadOnlyMount_CannotBeWritten()
    {
        var (exit, output) = await RunAsync(Spec("touch", "/d/x") with { Mounts = [new(new LocalLocation(folder), "/d", IsReadOnly: true)] });

        exit.ExitCode.ShouldBe(1);
        output.Error.ShouldContain("Read-only");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/..")]
    [InlineData("relative")]
    public async Task Run_UnusableMountTarget_IsRefused(string target)
    {
        var failure = await FailAsync(Spec("true") with { Mounts = [new(new LocalLocation(folder), target)] });

        failure.Rule.ShouldBe(ContainerRules.MountTarget);
        failure.Message.ShouldContain(target);
    }

    [Fact]
    public async Task Run_DirectoryMountedOverFileOfImage_IsRefusedByName()
    {
        var failure = await FailAsync(Spec("true") with { Mounts = [new(new LocalLocation(folder), "/plain.txt")] });

        failure.Rule.ShouldBe(ContainerRules.MountTarget);
        failure.Message.ShouldContain("/plain.txt");
    }

    [Fact]
    public async Task Run_MissingMountSource_IsRefusedByName()
    {
        var failure = await FailAsync(Spec("true") with { Mounts = [new(new LocalLocation(folder + "/none"), "/d")] });

        failure.Rule.ShouldBe(ContainerRules.MountSourceMissing);
        failure.Message.ShouldContain(folder + "/none");
    }

    [Theory]
    [InlineData("nope", "CON0001")]
    [InlineData("/nope", "CON0001")]
    [InlineData("/plain.txt", "CON0002")]
    [InlineData("/bin", "CON0002")]
    [InlineData("/d/format", "CON0002")]
    [InlineData("/d/interpreter", "CON0002")]
    public async Task Run_CommandThatCannotRun_IsNamed(string command, string code)
    {
        await WriteExecutableAsync("format", "no program");
        await WriteExecutableAsync("interpreter", "#!/no/such/interpreter\n");

        var failure = await FailAsync(Spec(command) with { Mounts = [new(new LocalLocation(folder), "/d")] });

        failure.Code.ShouldBe(code);
        failure.Message.ShouldContain($"'{command}'");
    }

    [Fact]
    public async Task Run_ProgramThatFailsAtOnce_ItsErrorOutputIsNotTakenForTheRuntimes()
    {
        for (var i = 0; i < 10; i++)
        {
            var (exit, output) = await RunAsync("echo 'executable file not found' >&2; exit 1");

            (exit.ExitCode, output.Error).ShouldBe((1, "executable file not found\n"));
        }
    }

    [Fact]
    public async Task Run_NoCommandGiven_ImagesEntrypointAndCommandCount()
    {
        var image = await ImageAsync(new JsonObject { ["Entrypoint"] = new JsonArray("echo", "entry"), ["Cmd"] = new JsonArray("cmd") });

        (await RunAsync(Spec() with { Image = image })).Output.Output.ShouldBe("entry cmd\n");
        (await RunAsync(Spec("echo", "own") with { Image = image })).Output.Output.ShouldBe("own\n");
    }

    [Fact]
    public async Task Run_NoCommandAnywhere_IsRefused()
    {
        var image = await ImageAsync(new JsonObject());

        (await FailAsync(Spec() with { Image = image })).Rule.ShouldBe(ContainerRules.NoCommand);
    }

    [Theory]
    [InlineData("worker", "uid=1000(worker) gid=1001(workers) groups=1001(workers),1002(extra)", "/home/worker")]
    [InlineData("1000", "uid=1000(worker) gid=1001(workers) groups=1001(workers),1002(extra)", "/home/worker")]
    [InlineData("worker:extra", "uid=1000(worker) gid=1002(extra) groups=1002(extra)", "/home/worker")]
    [InlineData("4711:4712", "uid=4711 gid=4712 groups=4712", "/")]
    [InlineData("", "uid=0(root) gid=0(root) groups=0(root)", "/root")]
    public async Task Run_UserOfImage_IsLookedUpInIt(string user, string id, string home)
    {
        var image = await ImageAsync(new JsonObject { ["User"] = user });

        var (_, output) = await RunAsync(Spec("sh", "-c", "id; echo $HOME; echo to-stderr > /dev/stderr; umask") with { Image = image });

        output.Output.ShouldBe($"{id}\n{home}\n0022\n");
        output.Error.ShouldBe("to-stderr\n");
    }

    [Theory]
    [InlineData("stranger")]
    [InlineData("worker:strangers")]
    public async Task Run_UnknownUser_IsRefusedByName(string user)
    {
        var failure = await FailAsync(Spec("id") with { Image = await ImageAsync(new JsonObject { ["User"] = user }) });

        failure.Rule.ShouldBe(ContainerRules.UnknownUser);
        failure.Message.ShouldContain(user.Split(':')[^1]);
    }

    [Fact]
    public async Task Run_ReadsStandardInput_IsAtItsEnd()
    {
        var (exit, output) = await RunAsync("cat; echo done");

        exit.ExitCode.ShouldBe(0);
        output.Output.ShouldBe("done\n");
    }

    [Fact]
    public async Task Run_TenMegabytesOnBothStreams_ArriveUnchanged()
    {
        var (_, output) = await RunAsync(Spec("sh", "-c", "dd if=/dev/urandom of=/d/out bs=1M count=10 2>/dev/null; dd if=/dev/urandom of=/d/err bs=1M count=10 2>/dev/null; cat /d/err >&2 & cat /d/out; wait") with
        {
            Mounts = [new(new LocalLocation(folder), "/d")],
        });

        new ByteString(output.Bytes(ContainerStream.Output)).ShouldBe(new ByteString(await File.ReadAllBytesAsync(Path.Combine(folder, "out"))));
        new ByteString(output.Bytes(ContainerStream.Error)).ShouldBe(new ByteString(await File.ReadAllBytesAsync(Path.Combine(folder, "err"))));
        output.LongestChunk.ShouldBeLessThanOrEqualTo(32 * 1024);
    }

    [Fact]
    public async Task Run_Network_HasLoopbackAndOneLink()
    {
        var (_, output) = await RunAsync("ls /sys/class/net; ip addr show lo | grep -c LOOPBACK,UP; cat /etc/hostname; grep -c localhost /etc/hosts");

        output.Output.ShouldMatch(@"^eth0\nlo\n1\n[0-9a-f]{12}\n2\n$");
    }

    [Fact]
    public async Task Run_DefaultConfinement_HoldsTheMachineBack()
    {
        var (_, output) = await RunAsync("grep CapEff /proc/self/status; mount -t tmpfs none /mnt 2>/dev/null || echo no-mount; echo 1 2>/dev/null > /proc/sys/kernel/hostname || echo no-sysctl; mkdir /n; cat /proc/kcore | wc -c; ls /proc/1/root/work 2>/dev/null; echo end");

        output.Output.ShouldBe("CapEff:\t00000000a80425fb\nno-mount\nno-sysctl\n0\nend\n");
    }

    [Fact]
    public async Task Run_StoppedByTerm_OutputOfItsHandlerArrives()
    {
        var (result, output) = await StopAsync("trap 'echo bye; exit 0' TERM; echo ready; while true; do sleep 0.1; done");

        result.WasStopped.ShouldBeTrue();
        output.Output.ShouldBe("ready\nbye\n");
    }

    [Fact]
    public async Task Run_IgnoresTerm_IsKilledAfterGrace()
    {
        var (result, output) = await StopAsync("trap '' TERM; echo ready; while true; do sleep 0.1; done");

        result.ShouldBe(new ContainerExit(137, WasStopped: true));
        output.Output.ShouldBe("ready\n");
    }

    [Fact]
    public async Task Run_StoppedBeforeStart_NeverStarts()
    {
        var output = new RecordedOutput();

        var result = await runtime.RunAsync(Spec("echo", "x"), output, new CancellationToken(canceled: true));

        result.Value.ShouldBe(ContainerExit.NeverStarted);
        output.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_StoppedWhileStarting_EndsAndLeavesNothing()
    {
        using var stop = new CancellationTokenSource();
        var spec = Spec("sleep", "600");
        var running = runtime.RunAsync(spec, new RecordedOutput(), stop.Token);
        await stop.CancelAsync();

        (await running).Value.WasStopped.ShouldBeTrue();
        machine.ShouldHaveNothingOf(spec.Id);
    }

    [Fact]
    public async Task Run_EightAtOnce_EachHasItsOwn()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RunAsync($"echo {i} > /tmp/mine; sleep 0.1; cat /tmp/mine; exit {i}")));

        all.Select(r => r.Exit.ExitCode).ShouldBe(Enumerable.Range(0, 8));
        all.Select(r => r.Output.Output).ShouldBe(Enumerable.Range(0, 8).Select(i => $"{i}\n"));
    }

    [Fact]
    public async Task Run_WritesToRoot_NextContainerDoesNotSeeIt()
    {
        await RunAsync("echo x > /left; rm /plain.txt");

        (await RunAsync("ls /left 2>/dev/null; cat /plain.txt")).Output.Output.ShouldBe("no program\n");
    }

    [Fact]
    public async Task Run_LeavesABackgroundProcess_ItEndsWithTheContainer()
    {
        var (_, output) = await RunAsync("sleep 300 & echo started");

        output.Output.ShouldBe("started\n");
    }

    [Fact]
    public async Task Run_IdInUseOrNone_IsRefused()
    {
        (await FailAsync(Spec("true") with { Id = "../x" })).Rule.ShouldBe(ContainerRules.BadId);
    }

    [Fact]
    public async Task Start_LeftoversOfDeadEngine_AreRemovedAndThoseOfLiveOnesStay()
    {
        var engines = Path.Combine(machine.ContainersFolder, "engines");
        var dead = Directory.CreateDirectory(Path.Combine(engines, "dead", "0123abcd")).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(engines, "dead.lock"), "1 1 boot pid:[1]\n");
        var live = Directory.EnumerateDirectories(engines).Where(d => d != dead).ToArray();

        await using var second = (await Containers.Oci.OciRuntime.StartAsync(machine.ContainersFolder, machine.Images, null, machine.Reaper, TimeProvider.System)).Value;

        Directory.Exists(dead).ShouldBeFalse();
        File.Exists(dead + ".lock").ShouldBeFalse();
        live.ShouldAllBe(d => Directory.Exists(d));
    }

    [Fact]
    public async Task Run_NamesThatAreNotUtf8_LeaveNothing()
    {
        var (_, output) = await RunAsync("mkdir \"$(printf 'd\\377')\"; touch \"$(printf 'd\\377/\\376')\" && echo made");

        output.Output.ShouldBe("made\n");
    }

    [Fact]
    public async Task Dispose_ContainerRuns_KillsItAtOnceAndLeavesNothing()
    {
        var second = (await Containers.Oci.OciRuntime.StartAsync(machine.ContainersFolder, machine.Images, null, machine.Reaper, TimeProvider.System)).Value;
        var output = new RecordedOutput();
        var spec = Spec("sh", "-c", "trap '' TERM; echo ready; while true; do sleep 0.1; done");
        var running = second.RunAsync(spec, output, CancellationToken.None);
        await output.FirstBytes.Task;

        await second.DisposeAsync();

        (await running).Value.ShouldBe(new ContainerExit(137, WasStopped: true));
        machine.ShouldHaveNothingOf(spec.Id);
    }

    private static ContainerSpec SpecOf(Image image, string[] command) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Image = image,
        Command = [.. command.Select(c => new ByteString(c))],
    };

    private ContainerSpec Spec(params string[] command) => SpecOf(machine.Image, command);

    private async Task<Image> ImageAsync(JsonObject config)
    {
        var layout = MachineImage.WriteLayout(Path.Combine(folder, "layout"), [MachineImage.RootFs()], config);
        return (await machine.Images.FromLayoutAsync(layout, TestContext.Current.CancellationToken)).Value;
    }

    private async Task WriteExecutableAsync(string name, string text)
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(path, text);
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
    }

    private Task<(ContainerExit Exit, RecordedOutput Output)> RunAsync(string script) => RunAsync(Spec("sh", "-c", script));

    private async Task<(ContainerExit Exit, RecordedOutput Output)> RunAsync(ContainerSpec spec)
    {
        var output = new RecordedOutput();
        var result = await runtime.RunAsync(spec, output, CancellationToken.None);
        result.Error.ShouldBeNull();
        machine.ShouldHaveNothingOf(spec.Id);
        return (result.Value, output);
    }

    private async Task<Text.Diagnostics.Diagnostic> FailAsync(ContainerSpec spec)
    {
        var output = new RecordedOutput();
        var result = await runtime.RunAsync(spec, output, CancellationToken.None);
        result.IsOk.ShouldBeFalse();
        (output.Output + output.Error).ShouldBeEmpty();
        machine.ShouldHaveNothingOf(spec.Id);
        return result.Error!;
    }

    private async Task<(ContainerExit Exit, RecordedOutput Output)> StopAsync(string script)
    {
        using var stop = new CancellationTokenSource();
        var output = new RecordedOutput();
        var spec = Spec("sh", "-c", script);
        var running = runtime.RunAsync(spec, output, stop.Token);
        await output.FirstBytes.Task;
        await stop.CancelAsync();
        var result = await running;
        machine.ShouldHaveNothingOf(spec.Id);
        return (result.Value, output);
    }
}

/// <summary>With the runtime that this machine chooses.</summary>
public sealed class ChosenRuntimeTests(Machine machine) : OciRuntimeTests(machine, machine.Runtime);

/// <summary>With runc, which is chosen where crun does not work.</summary>
public sealed class RuncRuntimeTests(Machine machine) : OciRuntimeTests(machine, machine.Runc);
