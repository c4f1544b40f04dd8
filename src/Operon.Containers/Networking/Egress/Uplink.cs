using System.Net;
using System.Runtime.Versioning;
using Operon.Host.Linux;
using Operon.Host.Linux.Netlink;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Networking.Egress;

/// <summary>
/// The way over the machine itself, as root: a link between the bridge and the machine, which is the gateway and puts its own address
/// in the place of the containers'. Of this, the kernel removes the link and the firewall table when the engine ends by any cause.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Uplink : IEgress
{
    private const string Prefix = "operon";
    private const string Forwarding = "net/ipv4/ip_forward";

    private readonly EngineNetworkSettings settings;
    private readonly string link;
    private FirewallSocket? firewall;

    private Uplink(EngineNetworkSettings settings, string link, IPAddress gateway)
    {
        this.settings = settings;
        this.link = link;
        Gateway = gateway;
        Traces = new HostTraces(settings.Reaper);
    }

    /// <inheritdoc/>
    public IPAddress Gateway { get; }

    /// <inheritdoc/>
    public Diagnostic? Problem { get; private set; }

    /// <summary>What the kernel would keep.</summary>
    public HostTraces Traces { get; }

    /// <summary>Sets it up.</summary>
    /// <exception cref="IOException">The link is refused, as it is when not root.</exception>
    public static async Task<IEgress> CreateAsync(EngineNetworkSettings settings, string id, IPNetwork subnet, IPAddress gateway, Router router)
    {
        var uplink = new Uplink(settings, Prefix + id, gateway);
        settings.Host.Run(() =>
        {
            uplink.Connect(router, subnet);
            return true;
        });
        uplink.Problem = settings.Host.Run(() => uplink.Translate(subnet)) ?? await uplink.PassFirewallsAsync();
        return uplink;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The link ends with the router's namespace, in the background: to wait for it takes 20 ms.
        firewall?.Dispose();
        await Traces.RemoveAsync(settings.Host, settings.Time);
    }

    private void Connect(Router router, IPNetwork subnet)
    {
        using var machine = NetworkNamespace.OpenCurrent();
        router.AddUplink(link, machine);
        KernelSetting.TryWrite($"net/ipv6/conf/{link}/disable_ipv6", "1");
        using var links = RouteSocket.Open();
        links.Configure(links.FindLink(link)!.Index, Gateway, subnet.PrefixLength, gateway: null);
    }

    private Diagnostic? Translate(IPNetwork subnet)
    {
        if (KernelSetting.TryRead(Forwarding) == "0" && !KernelSetting.TryWrite(Forwarding, "1"))
        {
            return NoWay("the machine does not pass on packets") with { Fix = "allow it: sysctl -w net.ipv4.ip_forward=1" };
        }

        try
        {
            firewall = FirewallSocket.Open();
            RemoveLeftovers(firewall);
            var isOwn = firewall.AddTable(
                link,
                (FirewallHook.Leaving, new FirewallRule().From(subnet).LeavesNotBy(link).Masquerade()),
                (FirewallHook.Forward, new FirewallRule().LeavesBy(link).IsKnown().Accept()),

                // Who is beside the machine on its network must not reach containers through it.
                (FirewallHook.Forward, new FirewallRule().LeavesBy(link).Drop()));
            if (!isOwn && SystemProgram.Find("nft", settings.SearchPath) is { } nft) Traces.Add(new HostTrace(nft, ["list", "table", "ip", link], ["delete", "table", "ip", link]));
            return null;
        }
        catch (IOException e)
        {
            return NoWay($"the kernel's firewall (nf_tables) refuses a table: {e.Message}");
        }
    }

    private async Task<Diagnostic?> PassFirewallsAsync()
    {
        var others = settings.Host.Run(() => firewall!.ReadForwardChains());
        foreach (var iptables in Iptables.InUse(settings.Host, others.Any(c => c.IsIptables), settings.SearchPath, settings.Time))
        {
            if (iptables is null)
            {
                if (!others.Any(c => c is { IsIptables: true, DropsTheRest: true })) continue;
                return NoWay("the machine's firewall drops packets of containers") with { Fix = "install iptables, with which the firewall can be told to let them pass: apt-get install iptables" };
            }

            await iptables.RemoveLeftoversAsync(name => settings.Host.Run(() => HasLink(name)));
            if (await iptables.AllowAsync(link, Traces) is { } problem) return NoWay($"iptables refuses to let packets pass: {problem}");
        }

        return others.FirstOrDefault(c => c is { DropsTheRest: true, IsIptables: false, Family: "ip" or "inet" } && !settings.Host.Run(() => firewall!.HasRuleAbout(c, Prefix))) is { } dropping
            ? NoWay($"chain {dropping.Name} of the firewall table {dropping.Family} {dropping.Table} drops what it has no rule for") with
            {
                Fix = $"let containers pass: nft insert rule {dropping.Family} {dropping.Table} {dropping.Name} iifname \"{Prefix}*\" accept, and the same with oifname",
            }
            : null;
    }

    private static Diagnostic NoWay(string reason) => new(NetworkRules.NoEgress, $"containers cannot reach the world: {reason}");

    private static bool HasLink(string name)
    {
        using var links = RouteSocket.Open();
        return links.FindLink(name) is not null;
    }

    // On kernels that do not remove the tables of an engine that was killed.
    private static void RemoveLeftovers(FirewallSocket firewall)
    {
        foreach (var table in firewall.ReadTables())
        {
            if (table.StartsWith(Prefix, StringComparison.Ordinal) && !HasLink(table)) firewall.TryRemoveTable(table);
        }
    }
}
