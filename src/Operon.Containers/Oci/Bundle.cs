using System.Globalization;
using System.Runtime.Versioning;
using Operon.Containers.Networking;
using Operon.Host.Linux;

namespace Operon.Containers.Oci;

/// <summary>The folder of one container: its configuration, its root file system and what the OCI runtime keeps; and beside it, on the disk, what it writes.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Bundle
{
    private const UnixFileMode Private = (UnixFileMode)0b111_000_000;
    private const UnixFileMode Readable = (UnixFileMode)0b110_100_100;
    private const int HostNameLength = 12;

    private readonly Bundle? container;
    private readonly string disk;

    public Bundle(string folder, Cgroups group, string? disk = null)
    {
        Folder = folder;
        Group = group;
        this.disk = disk ?? folder;
    }

    private Bundle(Bundle container, string name)
        : this($"{container.Folder}/{name}", container.Group) => this.container = container;

    public string Folder { get; }

    /// <summary>The control group that the container's stands in.</summary>
    public Cgroups Group { get; }

    /// <summary>Tells whether the container needed more memory than it may have.</summary>
    public MemoryGuard? Guard { get; set; }

    public string RootFs => Own + "/rootfs";

    public string Log => Folder + "/log";

    public string State => Folder + "/state";

    public string PidFile => Folder + "/pid";

    public string Config => Folder + "/config.json";

    public string Hosts => Own + "/hosts";

    public string HostName => Own + "/hostname";

    public string ResolvConf => Own + "/resolv.conf";

    /// <summary>Where the network namespace of the container is mounted, when it has one of its engine's.</summary>
    public string Network => Own + "/network";

    // What the container has, whoever runs in it.
    private string Own => container?.Folder ?? Folder;

    private string Upper => disk + "/upper";

    private string Work => disk + "/work";

    /// <summary>Makes the folder and what does not depend on the image.</summary>
    /// <exception cref="IOException">It exists, or cannot be written.</exception>
    public void Create(ContainerSpec spec, ContainerNetwork? network)
    {
        if (Directory.Exists(Folder)) throw new IOException($"{Folder} exists");
        Directory.CreateDirectory(Folder, Private);
        Directory.CreateDirectory(disk, Private);
        Directory.CreateDirectory(RootFs);
        Directory.CreateDirectory(Upper);
        Directory.CreateDirectory(Work);
        var hostName = HostNameOf(spec);
        File.WriteAllText(Hosts, network?.Hosts ?? $"127.0.0.1\tlocalhost {hostName}\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        File.WriteAllText(HostName, hostName + "\n");
        File.WriteAllText(ResolvConf, network?.ResolvConf ?? "");
        if (network is not null) File.WriteAllText(Network, "");

        // Whoever the container's user is and whatever the caller's umask.
        foreach (var file in (string[])[Hosts, HostName, ResolvConf]) File.SetUnixFileMode(file, Readable);
    }

    /// <summary>Makes the folder of a further process in the container.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Bundle CreateExec(int number)
    {
        var exec = new Bundle(this, string.Create(CultureInfo.InvariantCulture, $"exec-{number}"));
        Directory.CreateDirectory(exec.Folder, Private);
        return exec;
    }

    /// <summary>The control group of a container that runs from here.</summary>
    public string GroupOf(string id) => Group.PathOf(NameOfGroup(id));

    /// <summary>Removes the control group of a container that ran from here, where the runtime has left it.</summary>
    public void RemoveGroup(string id) => Group.Remove(NameOfGroup(id));

    /// <summary>Writes what the OCI runtime reads. Mostly into memory, where to have the pool do it would take longer.</summary>
    public void Configure(byte[] json) => File.WriteAllBytes(Config, json);

    /// <summary>What the container calls itself: a dozen characters of its id, as docker does. With a letter in front of digits alone, which programs would take for an address.</summary>
    public static string HostNameOf(ContainerSpec spec)
    {
        var name = spec.Id.Length > HostNameLength ? spec.Id[..HostNameLength] : spec.Id;
        return name.All(char.IsAsciiDigit) ? "c" + name : name;
    }

    /// <summary>Mounts the root file system. On the mount thread.</summary>
    /// <param name="layers">The uppermost first.</param>
    public void Mount(IReadOnlyList<string> layers)
    {
        // The upper directory's owner and mode are what `/` has in the container.
        if (layers.Count > 0) File.SetUnixFileMode(Upper, File.GetUnixFileMode(layers[0]));
        var lower = layers.Count > 0 ? layers : [RootFs];
        Host.Linux.Mount.Overlay(RootFs, lower, Upper, Work);
    }

    /// <summary>Drops all that was mounted. On the mount thread.</summary>
    public void Unmount()
    {
        Host.Linux.Mount.TryUnmount(RootFs);
        if (File.Exists(Network)) Host.Linux.Mount.TryUnmount(Network);
    }

    /// <summary>Removes the folder, and what the container has written.</summary>
    /// <exception cref="IOException">Something in it cannot be removed.</exception>
    public void Delete()
    {
        FolderTree.Remove(Folder);
        FolderTree.Remove(disk);
    }

    /// <summary>The container's first process, or the further one, once it runs.</summary>
    public int? ReadPid() =>
        File.Exists(PidFile) && int.TryParse(File.ReadAllText(PidFile), out var pid) && pid > 1 ? pid : null;

    // Each has one of its own: some runtimes want it empty.
    private string NameOfGroup(string id) => container is not null ? $"{id}/{Path.GetFileName(Folder)}" : Guard is null ? id : $"{id}/{MemoryGuard.Inner}";
}
