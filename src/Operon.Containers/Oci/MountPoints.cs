using System.Runtime.Versioning;

namespace Operon.Containers.Oci;

/// <summary>
/// A layer below all images with what is mounted over in every container. The OCI runtime makes what an image lacks of it, in each
/// container anew and on the disk, which takes longer than all else it does there.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class MountPoints
{
    private const string Name = "mount-points";
    private const UnixFileMode FolderMode = (UnixFileMode)0b111_101_101;
    private const UnixFileMode FileMode = (UnixFileMode)0b110_100_100;

    /// <summary>The layer, which is made where it is missing.</summary>
    /// <param name="data">Where it lies, once for all engines.</param>
    /// <param name="engine">A folder of this engine, on the same file system.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static string Ensure(string data, string engine)
    {
        var path = Path.Combine(data, Name);
        if (Directory.Exists(path)) return path;
        var made = Path.Combine(engine, Name);
        foreach (var name in (string[])["", "dev", "etc", "proc", "sys"])
        {
            // Whatever the caller's umask.
            var folder = Directory.CreateDirectory(Path.Combine(made, name)).FullName;
            File.SetUnixFileMode(folder, FolderMode);
        }

        foreach (var name in (string[])["hosts", "hostname", "resolv.conf"])
        {
            var file = Path.Combine(made, "etc", name);
            File.WriteAllBytes(file, []);
            File.SetUnixFileMode(file, FileMode);
        }

        try
        {
            Directory.Move(made, path);
        }
        catch (IOException) when (Directory.Exists(path))
        {
            // Another engine was faster; its layer is the same.
            return path;
        }

        return path;
    }
}
