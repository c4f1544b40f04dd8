using System.Globalization;

namespace Operon.Containers.Oci;

/// <summary>What this machine can carry, from what the kernel says of it.</summary>
internal static class MachineLimits
{
    // Measured: pipes, the runtime's process and what .NET keeps for it; what the program itself has open comes before.
    private const long FilesPerContainer = 8;
    private const long FilesOfProgram = 128;

    // The container's init, the runtime that waits for it, and programs in the container.
    private const long ProcessesPerContainer = 4;

    // The runtime and the kernel's share of namespaces, mounts and page tables, for a container that does nothing.
    private const long BytesPerContainer = 4L << 20;

    /// <summary>The tightest of the limits.</summary>
    /// <param name="read">Gives the content of a file, or null.</param>
    public static ContainerLimit Find(Func<string, string?> read)
    {
        var limits = read("/proc/self/limits") ?? "";
        var cgroup = (read("/proc/self/cgroup") ?? "").Split('\n').Select(l => l.Split(':')).FirstOrDefault(l => l is ["0", "", _])?[2].TrimEnd('/');
        return ((ContainerLimit?[])
        [
            Limit("open files", Soft(limits, "Max open files"), FilesOfProgram, FilesPerContainer),
            Limit("processes of a user", Soft(limits, "Max processes"), 0, ProcessesPerContainer),
            Limit("process ids", Number(read("/proc/sys/kernel/pid_max")), 0, ProcessesPerContainer),
            Limit("processes of this cgroup", Number(read($"/sys/fs/cgroup{cgroup}/pids.max") ?? read("/sys/fs/cgroup/pids/pids.max")), 0, ProcessesPerContainer),
            Limit("bytes of free memory", Available(read("/proc/meminfo")), 0, BytesPerContainer),
            Limit("bytes of memory of this cgroup", Number(read($"/sys/fs/cgroup{cgroup}/memory.max") ?? read("/sys/fs/cgroup/memory/memory.limit_in_bytes")), 0, BytesPerContainer),
        ]).OfType<ContainerLimit>().MinBy(l => l.Count) ?? ContainerLimit.None;
    }

    /// <summary>The content of a file of the kernel; null when there is none.</summary>
    public static string? Read(string path)
    {
        try
        {
            // An exception takes milliseconds where it is the first, and machines lack several of them.
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ContainerLimit? Limit(string what, long? there, long own, long each) => there is not { } count
        ? null
        : new ContainerLimit((int)Math.Clamp((count - own) / each, 1, int.MaxValue), string.Create(CultureInfo.InvariantCulture, $"{what} ({count:N0})"));

    private static long? Soft(string limits, string name) =>
        limits.Split('\n').FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? Number(line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])
            : null;

    private static long? Available(string? memory) =>
        memory?.Split('\n').FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal)) is { } line
            ? Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024
            : null;

    // "max" and "unlimited" are none.
    private static long? Number(string? text) => long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
