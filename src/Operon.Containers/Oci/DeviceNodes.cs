using System.Runtime.Versioning;
using System.Text.Json;
using Operon.Host.Linux;

namespace Operon.Containers.Oci;

/// <summary>The devices of this machine, for a privileged container.</summary>
[UnsupportedOSPlatform("windows")]
internal static class DeviceNodes
{
    private const string Folder = "/dev";

    // A container has its own of these.
    private static readonly HashSet<string> Own = ["/dev/console", "/dev/mqueue", "/dev/pts", "/dev/ptmx", "/dev/shm"];

    /// <summary>Writes the property <c>devices</c> of <c>linux</c>.</summary>
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("devices");
        foreach (var path in Below(Folder))
        {
            if (FileStatus.FindDevice(path) is not { } device) continue;
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteString("type", device.IsBlock ? "b" : "c");
            json.WriteNumber("major", device.Major);
            json.WriteNumber("minor", device.Minor);
            json.WriteNumber("fileMode", device.Mode);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static IEnumerable<string> Below(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (Own.Contains(entry.FullName) || entry.LinkTarget is not null) continue;
            if (entry is not DirectoryInfo)
            {
                yield return entry.FullName;
                continue;
            }

            foreach (var inner in Below(entry.FullName)) yield return inner;
        }
    }
}
