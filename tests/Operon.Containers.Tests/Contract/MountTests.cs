using System.Net.Sockets;
using Operon.Content.Locations;

namespace Operon.Containers.Tests.Contract;

/// <summary>Directories, files and sockets of the machine in a container, and its own files.</summary>
public abstract class MountTests(Machine machine, IContainerRuntime runtime) : ContractTests(machine, runtime)
{
    [Fact]
    public async Task Run_DirectoryAndFileMounted_AreChangedInPlace()
    {
        var file = Path.Combine(Folder, "file");
        await File.WriteAllTextAsync(file, "before");
        var directory = Directory.CreateDirectory(Path.Combine(Folder, "a:b, c")).FullName;

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
        await File.WriteAllTextAsync(Path.Combine(Folder, "f"), "dir");
        var cover = Path.Combine(Folder, "cover");
        await File.WriteAllTextAsync(cover, "file");

        var (_, output) = await RunAsync(Spec("cat", "/d/f") with
        {
            Mounts = [new(new LocalLocation(cover), "/d/f"), new(new LocalLocation(Folder), "/d")],
        });

        output.Output.ShouldBe("file");
        (await File.ReadAllTextAsync(Path.Combine(Folder, "f"))).ShouldBe("dir");
    }

    [Fact]
    public async Task Run_ReadOnlyMount_CannotBeWritten()
    {
        var (exit, output) = await RunAsync(Spec("touch", "/d/x") with { Mounts = [new(new LocalLocation(Folder), "/d", IsReadOnly: true)] });

        exit.ExitCode.ShouldBe(1);
        output.Error.ShouldContain("Read-only");
    }

    [Fact]
    public async Task Run_ReadOnlyFile_CannotBeWritten()
    {
        var file = Path.Combine(Folder, "f");
        await File.WriteAllTextAsync(file, "stays");

        var (exit, output) = await RunAsync(Shell("cat /f; echo x > /f") with { Mounts = [new(new LocalLocation(file), "/f", IsReadOnly: true)] });

        exit.ExitCode.ShouldNotBe(0);
        (output.Output, await File.ReadAllTextAsync(file)).ShouldBe(("stays", "stays"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_Socket_LeadsToWhoListensThere(bool isReadOnly)
    {
        var path = Path.Combine(Folder, "s");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);

        // A read-only mount keeps nobody from connecting, only from removing it or changing its mode.
        var (exit, output) = await RunAsync(Shell("test -S /dev/log && busybox logger hello") with { Mounts = [new(new LocalLocation(path), "/dev/log", isReadOnly)] });

        exit.ExitCode.ShouldBe(0, output.Error);
        var said = new byte[200];
        var length = await listener.ReceiveAsync(said).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        System.Text.Encoding.UTF8.GetString(said, 0, length).ShouldContain("hello");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/..")]
    [InlineData("relative")]
    public async Task Run_UnusableMountTarget_IsRefused(string target)
    {
        var failure = await FailAsync(Spec("true") with { Mounts = [new(new LocalLocation(Folder), target)] });

        failure.Rule.ShouldBe(ContainerRules.MountTarget);
        failure.Message.ShouldContain(target);
    }

    [Fact]
    public async Task Run_DirectoryMountedOverFileOfImage_IsRefusedByName()
    {
        var failure = await FailAsync(Spec("true") with { Mounts = [new(new LocalLocation(Folder), "/plain.txt")] });

        failure.Rule.ShouldBe(ContainerRules.MountTarget);
        failure.Message.ShouldContain("/plain.txt");
    }

    [Fact]
    public async Task Run_MissingMountSource_IsRefusedByName()
    {
        var failure = await FailAsync(Spec("true") with { Mounts = [new(new LocalLocation(Folder + "/none"), "/d")] });

        failure.Rule.ShouldBe(ContainerRules.MountSourceMissing);
        failure.Message.ShouldContain(Folder + "/none");
    }

    [Fact]
    public async Task Run_WritesToRoot_NextContainerDoesNotSeeIt()
    {
        await RunAsync("echo x > /left; rm /plain.txt");

        (await RunAsync("ls /left 2>/dev/null; cat /plain.txt")).Output.Output.ShouldBe("no program\n");
    }

    [Fact]
    public async Task Run_NamesThatAreNotUtf8_LeaveNothing()
    {
        var (_, output) = await RunAsync("mkdir \"$(printf 'd\\377')\"; touch \"$(printf 'd\\377/\\376')\" && echo made");

        output.Output.ShouldBe("made\n");
    }
}
