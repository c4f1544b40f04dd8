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

    /// <summary>
    /// Whether it is to leave a process alone once that runs. crun stays, and has its exit code; runc can only hand over a terminal
    /// when it leaves, and waits for all that a further process leaves behind when it stays.
    /// </summary>
    /// <param name="hasTerminal">Whether the process has a terminal.</param>
    /// <param name="isFurther">Whether it is not the first one of its container.</param>
    public bool Leaves(bool hasTerminal, bool isFurther) => Name != "crun" && (hasTerminal || isFurther);

    /// <summary>Has it run a container.</summary>
    /// <param name="bundle">The container's.</param>
    /// <param name="id">The container.</param>
    /// <param name="hasTerminal">Whether it has one.</param>
    public IEnumerable<string> Run(Bundle bundle, string id, bool hasTerminal = false) =>
        [.. Options(bundle, bundle), "run", "--bundle", bundle.Folder, "--pid-file", bundle.PidFile, .. Ways(hasTerminal, isFurther: false), id];

    /// <summary>Has it run a further process in a container.</summary>
    /// <param name="bundle">The container's.</param>
    /// <param name="exec">The process's.</param>
    /// <param name="id">The container.</param>
    /// <param name="hasTerminal">Whether it has one.</param>
    public IEnumerable<string> Exec(Bundle bundle, Bundle exec, string id, bool hasTerminal) =>
        [.. Options(bundle, exec), "exec", "--process", exec.Config, "--pid-file", exec.PidFile, .. Ways(hasTerminal, isFurther: true), id];

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

    // The socket relative to where it is started: the path may be too long for one.
    private IEnumerable<string> Ways(bool hasTerminal, bool isFurther) =>
        [.. Leaves(hasTerminal, isFurther) ? (string[])["--detach"] : [], .. hasTerminal ? (string[])["--console-socket", ConsoleSocket.Name] : []];

    // An ordinary user has no control groups.
    private IEnumerable<string> Options(Bundle state, Bundle log) =>
        [.. UserNamespace.IsInside && Name == "crun" ? (string[])["--cgroup-manager=disabled"] : [], "--root", state.State, "--log", log.Log, "--log-format", "json"];

    /// <summary>Where programs are looked for: on the search path, then in the usual folders.</summary>
    public static IEnumerable<string> Folders(string? searchPath) => (searchPath ?? "").Split(':').Where(f => f.StartsWith('/')).Concat(UsualFolders);
}
