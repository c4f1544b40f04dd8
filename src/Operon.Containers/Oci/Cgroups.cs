using Operon.Host.Files;

namespace Operon.Containers.Oci;

/// <summary>The control groups of containers: <c>operon/ID</c> in every hierarchy.</summary>
internal static class Cgroups
{
    private const string Root = "/sys/fs/cgroup";
    private const string Parent = "operon";

    /// <summary>What the OCI runtime is told.</summary>
    public static string PathOf(string id) => $"/{Parent}/{id}";

    /// <summary>Whether a process is one of a container's.</summary>
    public static bool Holds(string id, int processId)
    {
        try
        {
            return File.ReadLines($"/proc/{processId}/cgroup").Any(l => l.EndsWith(PathOf(id), StringComparison.Ordinal));
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return false;
        }
    }

    /// <summary>Removes those of a container where the runtime has left them, and what they all stand in if nothing else does.</summary>
    public static void Remove(string id)
    {
        foreach (var hierarchy in Hierarchies())
        {
            RemoveEmpty($"{hierarchy}/{Parent}/{id}");
        }

        RemoveParents();
    }

    /// <summary>Removes what all control groups stand in, where nothing does.</summary>
    public static void RemoveParents()
    {
        foreach (var hierarchy in Hierarchies()) RemoveEmpty($"{hierarchy}/{Parent}");
    }

    private static IEnumerable<string> Hierarchies() => Directory.Exists(Root) ? Directory.EnumerateDirectories(Root).Prepend(Root) : [];

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
