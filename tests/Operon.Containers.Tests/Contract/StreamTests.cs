using Operon.Content.Locations;
using Operon.Text;

namespace Operon.Containers.Tests.Contract;

/// <summary>What a container reads and writes.</summary>
public abstract class StreamTests(Machine machine, IContainerRuntime runtime) : ContractTests(machine, runtime)
{
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
            Mounts = [new(new LocalLocation(Folder), "/d")],
        });

        new ByteString(output.Bytes(ContainerStream.Output)).ShouldBe(new ByteString(await File.ReadAllBytesAsync(Path.Combine(Folder, "out"))));
        new ByteString(output.Bytes(ContainerStream.Error)).ShouldBe(new ByteString(await File.ReadAllBytesAsync(Path.Combine(Folder, "err"))));
        output.LongestChunk.ShouldBeLessThanOrEqualTo(32 * 1024);
    }

    [Fact]
    public async Task Run_LeavesABackgroundProcess_ItEndsWithTheContainer()
    {
        var (_, output) = await RunAsync("sleep 300 & echo started");

        output.Output.ShouldBe("started\n");
    }
}
