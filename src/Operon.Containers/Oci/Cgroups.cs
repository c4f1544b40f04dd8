using System.Runtime.Versioning;
using Operon.Host.Files;
using Operon.Host.Owners;

namespace Operon.Containers.Oci;

/// <summary>The control groups of one engine's containers: <c>operon/ENGINE/ID</c> in every hierarchy.</summary>
/// <param name="engine">Names the engine, uniquely on this machine.</param>
internal sealed class Cgroups(string engine)
{
    /// <summary>Where the hierarchies are mounted.</summary>
    public const string Root = "/sys/fs/cgroup";

    private const string Parent = "operon";

    /// <summary>What the OCI runtime is told of a container.</summary>
    public string PathOf(string id) => $"/{Parent}/{engine}/{id}";

    /// <summary>Removes those of a container where the runtime has left them.</summary>
    public void Remove(string id)
    {
        foreach (var hierarchy in Hierarchies()) RemoveEmpty($"{hierarchy}/{Parent}/{engine}/{id}");
    }

    /// <summary>Removes all of the engine, and what those of all engines stand in where nothing does.</summary>
    public void RemoveAll()
    {
        foreach (var hierarchy in Hierarchies())
        {
            var group = $"{hierarchy}/{Parent}/{engine}";
            if (Directory.Exists(group)) RemoveTree(group);
            RemoveEmpty($"{hierarchy}/{Parent}");
        }
    }

    /// <summary>Has them removed if this process is killed.</summary>
    [UnsupportedOSPlatform("windows")]
    public IDisposable EntrustTo(Reaper reaper)
    {
        // A group is empty only when the kernel has ended all that was in it.
        var name = Reaper.Quote(engine);
        return reaper.Entrust(
            $"for g in {Root}/{Parent}/{name} {Root}/*/{Parent}/{name}; do [ ! -d \"$g\" ] || find \"$g\" -depth -type d -exec rmdir {{}} + || exit 1; rmdir \"${{g%/*}}\" || :; done");
    }

    private static IEnumerable<string> Hierarchies() => Directory.Exists(Root) ? Directory.EnumerateDirectories(Root).Prepend(Root) : [];

    private static void RemoveTree(string group)
    {
        foreach (var inner in Directory.EnumerateDirectories(group)) RemoveTree(inner);
        RemoveEmpty(group);
    }

    private static void RemoveEmpty(string group)
    {
        try
        {
            if (Directory.Exists(group)) Directory.Delete(group);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // In use by another container or engine, which will remove it.
            return;
        }
    }
}
