using Operon.Host.Files;
using Operon.Host.Linux;

namespace Operon.Containers.Networking;

/// <summary>Settings of the kernel below <c>/proc/sys</c>. Those of the network are the ones of the calling thread's namespace.</summary>
internal static class KernelSetting
{
    /// <summary>Reads one; null when the kernel has none of this name.</summary>
    public static string? TryRead(string name)
    {
        try
        {
            return File.ReadAllText("/proc/sys/" + name).Trim();
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    }

    /// <summary>Reads a file that tells about the network of a place; null when there is none.</summary>
    public static string? TryReadFile(INetworkPlace place, string path) => place.Run(() =>
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    });

    /// <summary>Changes one.</summary>
    /// <returns>Whether the kernel has it and allowed it.</returns>
    public static bool TryWrite(string name, string value)
    {
        try
        {
            // No file is made: a kernel without the setting has none. It is asked for first, because an exception takes milliseconds.
            if (!File.Exists("/proc/sys/" + name)) return false;
            using var file = new FileStream("/proc/sys/" + name, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(value));
            return true;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return false;
        }
    }
}
