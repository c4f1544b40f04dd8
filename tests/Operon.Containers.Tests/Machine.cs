using Operon.Containers.Images;
using Operon.Containers.Oci;

[assembly: AssemblyFixture(typeof(Operon.Containers.Tests.Machine))]

namespace Operon.Containers.Tests;

/// <summary>A data directory with an image and a running runtime, shared by all tests.</summary>
public sealed class Machine : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("operon-containers-").FullName;

    public ImageStore Images { get; private set; } = null!;

    public OciRuntime Runtime { get; private set; } = null!;

    /// <summary>The busybox image.</summary>
    public Image Image { get; private set; } = null!;

    public string ContainersFolder => Path.Combine(Folder, "containers");

    public async ValueTask InitializeAsync()
    {
        Images = new ImageStore(Path.Combine(Folder, "images"));
        var layout = MachineImage.WriteLayout(Path.Combine(Folder, "layout"), [MachineImage.RootFs()]);
        Image = (await Images.FromLayoutAsync(layout, CancellationToken.None)).Value;
        Runtime = (await OciRuntime.StartAsync(ContainersFolder, Images, Environment.GetEnvironmentVariable("PATH"), TimeProvider.System)).Value;
    }

    public async ValueTask DisposeAsync()
    {
        await Runtime.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
