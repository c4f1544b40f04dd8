using System.Text.Json.Nodes;
using Operon.Content.Locations;
using Operon.Testing;
using Operon.Text;

namespace Operon.Containers.Tests.Contract;

/// <summary>What a container's first process is: its command, environment, user and working directory, and how its end is told.</summary>
public abstract class ProcessTests(Machine machine, IContainerRuntime runtime) : ContractTests(machine, runtime)
{
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
    [InlineData("nope", "CON0001")]
    [InlineData("/nope", "CON0001")]
    [InlineData("/plain.txt", "CON0002")]
    [InlineData("/bin", "CON0002")]
    [InlineData("/d/format", "CON0002")]
    [InlineData("/d/interpreter", "CON0002")]
    public async Task Run_CommandThatCannotRun_IsNamed(string command, string code)
    {
        ExecutableFile.Write(Path.Combine(Folder, "format"), "no program");
        ExecutableFile.Write(Path.Combine(Folder, "interpreter"), "#!/no/such/interpreter\n");

        var failure = await FailAsync(Spec(command) with { Mounts = [new(new LocalLocation(Folder), "/d")] });

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
}
