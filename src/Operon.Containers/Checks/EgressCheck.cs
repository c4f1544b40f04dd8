using System.Runtime.Versioning;
using Operon.Containers.Networking;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Checks;

/// <summary>Whether containers will reach the world.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class EgressCheck : ICheck
{
    private const string Name = "network";
    private const string Forwarding = "/proc/sys/net/ipv4/ip_forward";
    private const string Tunnel = "/dev/net/tun";
    private const string Carrier = "slirp4netns";

    public Task<IEnumerable<Finding>> RunAsync(Examined machine) =>
        Task.FromResult<IEnumerable<Finding>>([machine.IsOrdinary ? OfOrdinaryUser(machine) : OfRoot(machine)]);

    private static Finding OfRoot(Examined machine)
    {
        if (machine.Read(Forwarding)?.Trim() == "1") return new Finding(Name, "the machine passes on packets of containers");
        return machine.WhyNotWritable(Forwarding) is { } why
            ? Without("the machine does not pass on packets", $"{Forwarding} is 0 and cannot be changed: {why}", "sysctl -w net.ipv4.ip_forward=1")
            : new Finding(Name, "the machine passes on no packets yet; the first run has it do so");
    }

    private static Finding OfOrdinaryUser(Examined machine)
    {
        if (machine.Find(Carrier) is not { } carrier) return Without($"{Carrier} is missing", $"{Carrier} is missing", $"install it: apt-get install {Carrier}");
        if (!machine.Has(Tunnel)) return Without($"{Tunnel} is missing", $"{Tunnel} is missing", "have root load the driver: modprobe tun");
        return machine.WhyNotWritable(Tunnel) is { } why
            ? Without($"{Tunnel} cannot be opened", $"{Tunnel} cannot be opened: {why}", $"have root allow it to all: chmod 666 {Tunnel}")
            : new Finding(Name, $"{carrier} carries the packets of containers");
    }

    private static Finding Without(string message, string reason, string fix) =>
        new(Name, message, new Diagnostic(NetworkRules.NoEgress, $"containers cannot reach the world: {reason}") { Fix = fix });
}
