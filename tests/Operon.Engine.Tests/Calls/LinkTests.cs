using Operon.Containers;
using Operon.Content.Locations;
using Operon.Engine.Files;
using Operon.Runs.Events;
using Operon.Text;

namespace Operon.Engine.Tests.Calls;

/// <summary>Links that containers, or those who fill a directory, leave behind.</summary>
public sealed class LinkTests : IAsyncLifetime
{
    private readonly Stage stage;
    private readonly string host = Directory.CreateTempSubdirectory("operon-host-").FullName;

    public LinkTests(Machine machine)
    {
        stage = new Stage(machine);
        File.WriteAllText(Path.Combine(host, "secret"), "of the host");
        stage.Runtime.Scripts["link"] = (spec, _, _) =>
        {
            var target = spec.Command[1].ToString().Replace("HOST", host, StringComparison.Ordinal);
            File.CreateSymbolicLink(Path.Combine(((LocalLocation)spec.Mounts[0].Source).Path, spec.Command[2].ToString()), target);
            return Task.FromResult<Result<ContainerExit>>(new ContainerExit(0, WasStopped: false));
        };
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(host, recursive: true);
        return stage.DisposeAsync();
    }

    [Theory]
    [InlineData("HOST/secret", "f", "envVars: { E: $(o/f) }")]
    [InlineData("HOST/secret", "f", "files: { /f: $(o/f) }")]
    [InlineData("HOST", "d", "dirs: { /d: $(o/d) }")]
    [InlineData("HOST", "d", "dirs: { /d: $(o/d/made) }")]
    [InlineData("HOST", "d", "files: { /f: $(o/d/made) }")]
    [InlineData("HOST", "d", "files: { /f: $(o/d/deep/made) }")]
    [InlineData("HOST/made", "f", "files: { /f: $(o/f) }")]
    [InlineData("HOST/made", "f", "dirs: { /f: $(o/f) }")]
    [InlineData("../../../../../../../../../../../..HOST/secret", "f", "envVars: { E: $(o/f) }")]
    public async Task LinkOfAContainer_ThatLeavesItsDirectory_IsRefused(string target, string name, string use)
    {
        var run = await stage.RunAsync($$"""
            serial:
              - container: { image: { ref: busybox }, cmd: [link, {{target}}, {{name}}], dirs: { /out: $(o) } }
              - container: { image: { ref: busybox }, cmd: [say, no], {{use}} }
            """);

        run.Outcome.ShouldBe(CallOutcome.Failed);
        stage.Runtime.Started.ShouldHaveSingleItem();
        Directory.EnumerateFileSystemEntries(host).ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(host, "secret")).ShouldBe("of the host");
        if (!target.EndsWith("made", StringComparison.Ordinal) && !use.Contains("made", StringComparison.Ordinal))
        {
            run.Cause.Code.ShouldBe("OPS0211");
            run.Error.ShouldContain(host);
        }
    }

    [Fact]
    public async Task LinkOfAContainer_InADirectoryOfTheOp_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(stage.Ops, "main/out"));

        var run = await stage.RunAsync("""
            serial:
              - container: { image: { ref: busybox }, cmd: [link, HOST/secret, f], dirs: { /out: } }
              - container: { image: { ref: busybox }, cmd: [say, $(./out/f)] }
            """);

        run.Cause.Code.ShouldBe("OPS0211");
        stage.Runtime.Said.ShouldBeEmpty();
    }

    [Fact]
    public async Task FileThatBecomesALink_AfterItWasPassedOn_IsRefused()
    {
        stage.Op("reader", """
            serial:
              - container: { image: { ref: busybox }, cmd: [swap], dirs: { /d: $(d) } }
              - container: { image: { ref: busybox }, cmd: [say, no], files: { /f: $(f) } }
            """, "inputs: { d: { dir: {} }, f: { file: {} } }");
        stage.Runtime.Scripts["swap"] = (spec, _, _) =>
        {
            var file = Path.Combine(((LocalLocation)spec.Mounts[0].Source).Path, "f");
            File.Delete(file);
            File.CreateSymbolicLink(file, Path.Combine(host, "secret"));
            return Task.FromResult<Result<ContainerExit>>(new ContainerExit(0, WasStopped: false));
        };

        var run = await stage.RunAsync("""
            serial:
              - container: { image: { ref: busybox }, cmd: [say, one], dirs: { /d: $(o) }, files: { /f: $(o/f) } }
              - op: { ref: ../reader, inputs: { d: $(o), f: $(o/f) } }
            """);

        run.Cause.Code.ShouldBe("OPS0211");
        stage.Runtime.Said.ShouldBe(["one"]);
    }

    [Fact]
    public async Task LinkThatStaysInside_Works()
    {
        var run = await stage.File("main/in/real/f", "content").RunAsync("""
            serial:
              - container: { image: { ref: busybox }, cmd: [link, real, d], dirs: { /d: $(in) } }
              - container: { image: { ref: busybox }, cmd: [say, $(in/d/f)] }
            """, "inputs: { in: { dir: { default: $(./in) } } }");

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["content"]);
    }

    [Fact]
    public async Task LinksOfTheUser_ToTheOpAndInIt_Work()
    {
        stage.Op("real", "box: [say, $(./given), $(../beside/f)]").File("elsewhere/f", "beside");
        Directory.CreateSymbolicLink(Path.Combine(stage.Ops, "linked"), Path.Combine(stage.Ops, "real"));
        Directory.CreateSymbolicLink(Path.Combine(stage.Ops, "beside"), Path.Combine(stage.Ops, "elsewhere"));
        File.CreateSymbolicLink(Path.Combine(stage.Ops, "real/given"), Path.Combine(host, "secret"));

        var run = await stage.RunAsync("op: { ref: ../linked }");

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["of the host beside"]);
    }

    [Fact]
    public async Task InputThatIsALink_IsTheDirectoryItLeadsTo()
    {
        stage.File("elsewhere/f", "content").File("elsewhere/sub/g", "more");
        Directory.CreateDirectory(Path.Combine(stage.Ops, "main"));
        Directory.CreateSymbolicLink(Path.Combine(stage.Ops, "main/in"), Path.Combine(stage.Ops, "elsewhere"));
        File.CreateSymbolicLink(Path.Combine(stage.Ops, "elsewhere/absolute"), Path.Combine(stage.Ops, "elsewhere/sub/g"));

        var run = await stage.RunAsync("box: [say, $(in/f), $(in/absolute)]", "inputs: { in: { dir: { default: $(./in) } } }");

        run.Error.ShouldBeEmpty();
        stage.Runtime.Said.ShouldBe(["content more"]);
    }

    [Fact]
    public void Read_PipeInAWritableDirectory_IsRefusedAtOnce()
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(host, "pipe")]);
        made.WaitForExit();
        var files = new LocalOpFiles(new LocalLocation(Path.Combine(host, "s")), () => new LocalLocation(Path.Combine(host, "m")));

        files.Read(new LocalLocation(host).Within("pipe")).Error!.Message.ShouldContain("no regular file");
    }
}
