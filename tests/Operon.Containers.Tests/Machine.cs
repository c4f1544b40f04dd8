using Operon.Containers.Images;
using Operon.Containers.Oci;
using Operon.Host.Files;
using Operon.Host.Owners;

[assembly: AssemblyFixture(typeof(Operon.Containers.Tests.Machine))]

namespace Operon.Containers.Tests;

/// <summary>A data directory with an image and a running runtime, shared by all tests.</summary>
public sealed class Machine : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("operon-containers-").FullName;

    public ImageStore Images { get; private set; } = null!;

    public Reaper Reaper { get; } = new();

    public OciRuntime Runtime { get; private set; } = null!;

    /// <summary>The same with runc, which few machines choose where crun works too.</summary>
    public OciRuntime Runc { get; private set; } = null!;

    /// <summary>Each runtime that there is.</summary>
    public IEnumerable<OciRuntime> Runtimes => [Runtime, Runc];

    /// <summary>The busybox image.</summary>
    public Image Image { get; private set; } = null!;

    public string ContainersFolder => Path.Combine(Folder, "containers");

    private string RuncFolder => Path.Combine(Folder, "containers-of-runc");

    /// <summary>No mount, process or control group speaks of the container any more, and soon no folder: that is removed beside what comes next.</summary>
    public void ShouldHaveNothingOf(string id)
    {
        File.ReadAllText("/proc/self/mountinfo").ShouldNotContain(id);
        SpinWait.SpinUntil(() => !FoldersOf(id).Any(), TimeSpan.FromSeconds(10));
        FoldersOf(id).ShouldBeEmpty();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            CgroupsOf(process).ShouldNotContain(id);
        }

        ControlGroups(id).ShouldBeEmpty();
    }

    /// <summary>Whether there are control groups of this name still.</summary>
    public bool HasControlGroups(string id) => ControlGroups(id).Any();

    /// <summary>What a control group of a running container says: of the first version of control groups, or of the second.</summary>
    public string ControlOf(string id, string first, string second) =>
        ((string[])[first, second]).SelectMany(n => ControlGroups(id).Select(d => $"{d}/{n}")).Where(File.Exists).Select(File.ReadAllText).First().Trim();

    public async ValueTask InitializeAsync()
    {
        Images = new ImageStore(Path.Combine(Folder, "images"), TimeProvider.System);
        var layout = MachineImage.WriteLayout(Path.Combine(Folder, "layout"), [MachineImage.RootFs()]);
        Image = (await Images.FromLayoutAsync(layout, CancellationToken.None)).Value;
        Runtime = (await OciRuntime.StartAsync(ContainersFolder, Images, Environment.GetEnvironmentVariable("PATH"), Reaper, TimeProvider.System)).Value;
        Runc = (await OciRuntime.StartAsync(RuncFolder, Images, Environment.GetEnvironmentVariable("PATH"), Reaper, TimeProvider.System, "runc")).Value;
    }

    public async ValueTask DisposeAsync()
    {
        await Runc.DisposeAsync();
        await Runtime.DisposeAsync();
        Reaper.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private IEnumerable<string> FoldersOf(string id) =>
        ((string[])[ContainersFolder, RuncFolder, MemoryFolder.DefaultParent]).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories)).Where(d => Path.GetFileName(d) == id);

    private static IEnumerable<string> ControlGroups(string id) =>
        Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Select(d => d + "/operon").Where(Directory.Exists)
            .SelectMany(d => Directory.EnumerateDirectories(d, id, SearchOption.AllDirectories));

    private static string CgroupsOf(string process)
    {
        try
        {
            // One that is dead is in its group until its parent takes notice.
            var stat = File.ReadAllText(process + "/stat");
            return stat[stat.LastIndexOf(')') + 2] is 'Z' or 'X' ? "" : File.ReadAllText(process + "/cgroup");
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }
}
