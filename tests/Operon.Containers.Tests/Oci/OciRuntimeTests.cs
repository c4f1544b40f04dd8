using System.Globalization;
using System.Security.Cryptography;
using Operon.Content.Locations;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Tests.Oci;

public sealed class OciRuntimeTests(Machine machine) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-bind-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Run_Echo_OutputAndExitCodeArrive()
    {
        var (exit, output) = await RunAsync("echo out; echo err >&2; exit 3");

        exit.ShouldBe(new ContainerExit(3, WasStopped: false));
        output.Output.ShouldBe("out\n");
        output.Error.ShouldBe("err\n");
    }

    private ContainerSpec Spec(params string[] command) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Image = machine.Image,
        Command = [.. command.Select(c => new ByteString(c))],
    };

    private Task<(ContainerExit Exit, RecordedOutput Output)> RunAsync(string script) => RunAsync(Spec("sh", "-c", script));

    private async Task<(ContainerExit Exit, RecordedOutput Output)> RunAsync(ContainerSpec spec)
    {
        var output = new RecordedOutput();
        var result = await machine.Runtime.RunAsync(spec, output, TestContext.Current.CancellationToken);
        result.Error.ShouldBeNull();
        Directory.EnumerateFileSystemEntries(machine.ContainersFolder).ShouldNotContain(Path.Combine(machine.ContainersFolder, spec.Id));
        return (result.Value, output);
    }
}
