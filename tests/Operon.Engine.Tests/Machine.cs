using Operon.Containers;
using Operon.Containers.Images;
using Operon.Containers.Oci;
using Operon.Containers.Tests;
using Operon.Host.Owners;

[assembly: AssemblyFixture(typeof(Operon.Engine.Tests.Machine))]

namespace Operon.Engine.Tests;

/// <summary>An image of busybox called <c>busybox</c>, and a runtime that is started when a test first asks for it; shared by all tests.</summary>
public sealed class Machine : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("operon-engine-").FullName;
    private readonly SemaphoreSlim starting = new(1);
    private readonly Reaper reaper = new();
    private OciRuntime? runtime;

    public Machine() => Images = new ImageStore(ImageFolder, TimeProvider.System);

    public ImageStore Images { get; }

    public string ImageFolder => Path.Combine(folder, "images");

    /// <summary>The runtime of this machine, for whoever does not dispose it.</summary>
    public async Task<Text.Result<IContainerRuntime>> RuntimeAsync()
    {
        await starting.WaitAsync();
        try
        {
            runtime ??= (await OciRuntime.StartAsync(Path.Combine(folder, "containers"), Images, Environment.GetEnvironmentVariable("PATH"), reaper, TimeProvider.System)).Value;
            return new Shared(runtime);
        }
        finally
        {
            starting.Release();
        }
    }

    public async ValueTask InitializeAsync()
    {
        var layout = MachineImage.WriteLayout(Path.Combine(folder, "layout"), [MachineImage.RootFs()]);
        _ = (await Images.LoadAsync(layout, ImageReference.Parse("busybox").Value, CancellationToken.None)).Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (runtime is not null) await runtime.DisposeAsync();
        starting.Dispose();
        reaper.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Shared(OciRuntime runtime) : IContainerRuntime
    {
        public RuntimeCapabilities Capabilities => runtime.Capabilities;

        public Task<Text.Result<ContainerExit>> RunAsync(ContainerSpec spec, IContainerOutput output, CancellationToken stop) => runtime.RunAsync(spec, output, stop);

        public Task<Text.Result<ContainerExit>> ExecAsync(string id, ExecSpec exec, IContainerOutput output, CancellationToken kill) => runtime.ExecAsync(id, exec, output, kill);

        public Task<bool> ReleaseAsync(string id) => runtime.ReleaseAsync(id);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
