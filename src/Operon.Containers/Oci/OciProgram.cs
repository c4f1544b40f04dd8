using System.Runtime.Versioning;
using Operon.Host.Linux;

namespace Operon.Containers.Oci;

/// <summary>The OCI runtime in use.</summary>
/// <param name="Path">Absolute path of the program.</param>
/// <param name="HidesUnifiedCgroups">
/// Whether the unified cgroup hierarchy must be out of its sight: crun refuses machines that have it beside the old
/// ones, and works there without.
/// </param>
[UnsupportedOSPlatform("windows")]
internal sealed record OciProgram(string Path, bool HidesUnifiedCgroups)
{
    /// <summary>Where hybrid machines mount the unified hierarchy.</summary>
    public const string UnifiedCgroups = "/sys/fs/cgroup/unified";

    private static readonly string[] UsualFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>Its name, such as <c>crun</c>.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Whether it takes a filter of system calls as the kernel does.</summary>
    public bool TakesCompiledFilters => Name == "crun";

    /// <summary>What it is told before all else: an ordinary user has no control groups.</summary>
    public IEnumerable<string> Options => UserNamespace.IsInside && Name == "crun" ? ["--cgroup-manager=disabled"] : [];

    /// <summary>Whether a process that this runtime has made runs another program now. False when it has ended.</summary>
    /// <param name="process">Its folder in <c>/proc</c>.</param>
    public bool HasBecomeAnother(string process)
    {
        // Runtimes run copies of themselves that are sealed in memory or mounted read-only. A process whose mounts are gone seems to run '/'.
        var running = new FileInfo($"{process}/exe").LinkTarget;
        return running is not (null or "/") && !running.StartsWith("/memfd:", StringComparison.Ordinal) && System.IO.Path.GetFileName(running) != Name;
    }

    /// <summary>
    /// The runtimes installed here, the fastest first: crun starts a container in 5 ms, runc in 28. What is on the
    /// search path counts before the usual folders, which a short search path may leave out.
    /// </summary>
    public static IEnumerable<OciProgram> Installed(string? searchPath)
    {
        var folders = Folders(searchPath).ToArray();
        foreach (var name in (string[])["crun", "runc"])
        {
            var found = folders.Select(f => System.IO.Path.Combine(f, name)).FirstOrDefault(File.Exists);
            if (found is not null) yield return new OciProgram(found, name == "crun" && Directory.Exists(UnifiedCgroups));
        }
    }

    /// <summary>Where programs are looked for: on the search path, then in the usual folders.</summary>
    public static IEnumerable<string> Folders(string? searchPath) => (searchPath ?? "").Split(':').Where(f => f.StartsWith('/')).Concat(UsualFolders);
}
