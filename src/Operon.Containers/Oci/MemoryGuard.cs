using System.Globalization;
using System.Runtime.Versioning;
using Operon.Host.Files;
using Operon.Host.Linux;

namespace Operon.Containers.Oci;

/// <summary>
/// Tells whether the kernel has killed in a container for want of memory. The runtime removes the container's control group when it
/// ends, with what stands there, so the group is put into another that stays, <c>operon/ENGINE/ID/limited</c>.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class MemoryGuard : IDisposable
{
    /// <summary>The name of the container's own group.</summary>
    public const string Inner = "limited";

    private const string FirstVersion = Cgroups.Root + "/memory";

    private readonly string? events;
    private readonly EventCounter? counter;

    private MemoryGuard(string? events, EventCounter? counter)
    {
        this.events = events;
        this.counter = counter;
    }

    /// <summary>Whether the limit stands here, and not with the container.</summary>
    public bool IsLimit => counter is not null;

    /// <summary>Whether the kernel has killed.</summary>
    public bool HasKilled => counter?.Take() > 0 || (events is not null && CountKills(MachineLimits.Read(events)) > 0);

    /// <summary>Watches over a container that is to be made.</summary>
    /// <param name="group">Its control group, such as <c>/operon/ENGINE/ID</c>.</param>
    /// <param name="limit">Bytes.</param>
    /// <returns>The guard; null where control groups do not tell.</returns>
    public static MemoryGuard? Create(string group, long limit)
    {
        if (File.Exists(Cgroups.Root + "/cgroup.controllers")) return new MemoryGuard($"{Cgroups.Root}{group}/memory.events", null);
        if (!Directory.Exists(FirstVersion)) return null;
        var kills = new EventCounter();
        try
        {
            // Of the first version, only the group that has the limit tells.
            var folder = Directory.CreateDirectory(FirstVersion + group).FullName;
            var bytes = limit.ToString(CultureInfo.InvariantCulture);
            File.WriteAllText(folder + "/memory.limit_in_bytes", bytes);

            // Without a bound on both together, a container would take the machine's swap instead.
            if (File.Exists(folder + "/memory.memsw.limit_in_bytes")) File.WriteAllText(folder + "/memory.memsw.limit_in_bytes", bytes);
            kills.Watch(folder, "memory.oom_control");
            return new MemoryGuard(null, kills);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // The runtime sets the limit, or says why it cannot be set.
            kills.Dispose();
            return null;
        }
    }

    /// <summary>How often the kernel has killed, from a group's <c>memory.events</c> of the second version.</summary>
    public static long CountKills(string? events) =>
        (events ?? "").Split('\n').Select(l => l.Split(' ')).FirstOrDefault(l => l is ["oom_kill", _]) is { } line && long.TryParse(line[1], CultureInfo.InvariantCulture, out var count) ? count : 0;

    /// <inheritdoc/>
    public void Dispose() => counter?.Dispose();
}
