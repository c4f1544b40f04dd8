using System.Globalization;
using System.Runtime.Versioning;
using Operon.Host.Files;

namespace Operon.Containers.Networking.Ports;

/// <summary>Finds out who listens at a port.</summary>
[UnsupportedOSPlatform("windows")]
internal static class PortHolder
{
    private const int AddressField = 1;
    private const int StateField = 3;
    private const int InodeField = 9;
    private const string Listening = "0A";

    /// <summary>Such as <c>nginx (process 1234)</c>; null when it cannot be seen. In the network namespace of the calling thread.</summary>
    public static string? Find(int port, PortProtocol protocol)
    {
        try
        {
            var kind = protocol == PortProtocol.Udp ? "udp" : "tcp";
            var sockets = File.ReadLines($"/proc/thread-self/net/{kind}").Concat(File.ReadLines($"/proc/thread-self/net/{kind}6"))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(f => f.Length > InodeField && f[AddressField].EndsWith(string.Create(CultureInfo.InvariantCulture, $":{port:X4}"), StringComparison.Ordinal))
                .Where(f => protocol == PortProtocol.Udp || f[StateField] == Listening)
                .Select(f => $"socket:[{f[InodeField]}]")
                .ToHashSet(StringComparer.Ordinal);
            return sockets.Count == 0 ? null : Directory.EnumerateDirectories("/proc").Where(p => Holds(p, sockets)).Select(Describe).FirstOrDefault();
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return null;
        }
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        if (!char.IsAsciiDigit(Path.GetFileName(process)[0])) return false;
        try
        {
            return Directory.EnumerateFiles(process + "/fd").Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            // It has ended, or belongs to another user.
            return false;
        }
    }

    private static string Describe(string process) => $"{File.ReadAllText(process + "/comm").Trim()} (process {Path.GetFileName(process)})";
}
